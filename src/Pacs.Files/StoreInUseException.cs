namespace Pacs.Files;

/// <summary>Another process, named in the message when it is known, has the store open.</summary>
public sealed class StoreInUseException(string message) : IOException(message);
