namespace Pacs.Files;

/// <summary>A stored body has changed on disk: an incident, never served as good.</summary>
public sealed class DamagedBodyException(string message) : IOException(message);
