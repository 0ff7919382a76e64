namespace Pacs.Server.DicomWeb.Describing;

/// <summary>A parameter of a query string.</summary>
internal sealed record QueryParameter(string Name, string Description);
