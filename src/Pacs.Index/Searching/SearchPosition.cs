namespace Pacs.Index.Searching;

/// <summary>A place in the answers of a search, from which the next can go on.</summary>
/// <param name="Key">The key of the row that was answered last.</param>
/// <param name="Value">What it has in the column that orders; null when it has nothing or keys alone order.</param>
/// <param name="Generation">Of the index file, whose keys are its own: of one that was rebuilt since, nothing follows.</param>
public readonly record struct SearchPosition(long Key, string? Value = null, long Generation = 0);
