namespace Pacs.Index;

/// <summary>A body in the log that no row leads to, and whether the file system has its space back.</summary>
public readonly record struct DeadSpace(Location Location, bool IsReturned);
