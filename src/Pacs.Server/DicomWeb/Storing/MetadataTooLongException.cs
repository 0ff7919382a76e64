namespace Pacs.Server.DicomWeb.Storing;

/// <summary>The text that describes instances is longer than the archive reads at once.</summary>
internal sealed class MetadataTooLongException(string message) : Exception(message);
