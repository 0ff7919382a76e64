namespace Pacs.Archive.Reindexing;

/// <summary>How far the log has been read.</summary>
/// <param name="Done">Bytes read.</param>
/// <param name="Total">Bytes to read; grows while instances are stored.</param>
/// <param name="Instances">Instances entered.</param>
public readonly record struct ReindexProgress(long Done, long Total, int Instances);
