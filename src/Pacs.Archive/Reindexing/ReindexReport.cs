namespace Pacs.Archive.Reindexing;

/// <summary>How far the index has been rebuilt, and what was found on the way.</summary>
public sealed record ReindexReport
{
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it is under way; from here on the new index is in use.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Bytes of the log that have been read and entered.</summary>
    public long Bytes { get; init; }

    /// <summary>Of how many; grows while others store.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Instances entered, superseded versions and those kept aside among them.</summary>
    public long Instances { get; init; }

    /// <summary>
    /// Where the log is not what was written: segment, offset and what is wrong. What was there is not in the new index.
    /// </summary>
    public IReadOnlyList<string> Damage { get; init; } = [];
}
