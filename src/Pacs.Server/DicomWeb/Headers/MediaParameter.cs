namespace Pacs.Server.DicomWeb.Headers;

/// <summary>A parameter of a media type; its value without quotes and escapes (RFC 9110 §5.6.6).</summary>
internal readonly record struct MediaParameter(string Name, string Value);
