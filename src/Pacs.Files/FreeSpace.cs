namespace Pacs.Files;

/// <summary>Bytes left for this process, and bytes in all, of a file system.</summary>
public readonly record struct FreeSpace(long Available, long Total);
