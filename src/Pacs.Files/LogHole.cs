namespace Pacs.Files;

/// <summary>
/// A member whose body was given back to the file system, as its header says: zeros, or what is left of it. No damage
/// looks like this.
/// </summary>
public sealed record LogHole(SegmentId Segment, long Offset, long End) : LogEntry(Segment, Offset, End)
{
    public required string Name { get; init; }

    public required string Note { get; init; }

    public required Extent Extent { get; init; }
}
