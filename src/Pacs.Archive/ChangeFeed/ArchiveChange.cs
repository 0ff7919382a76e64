namespace Pacs.Archive.ChangeFeed;

/// <summary>Something that happened to what is held.</summary>
public sealed record ArchiveChange
{
    /// <summary>
    /// Which change it is: the place in the log where it was written first. Neither a restart nor a new index changes it.
    /// </summary>
    public required string Sequence { get; init; }

    public required ChangeAction Action { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Study { get; init; }

    /// <summary>Null when a study was deleted.</summary>
    public string? Series { get; init; }

    /// <summary>Null when a study or a series was deleted.</summary>
    public string? Instance { get; init; }

    /// <summary>The AE title, or what else a door calls the sender; null of a deletion.</summary>
    public string? Source { get; init; }

    /// <summary>What has become of an instance that was stored; null of a deletion.</summary>
    public ChangeState? State { get; init; }

    /// <summary>The instances that went with a deletion and are not held again.</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];
}
