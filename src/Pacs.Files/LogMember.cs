namespace Pacs.Files;

/// <summary>A whole member: its header is ours and its body has the header's digest (XXH3-128).</summary>
public sealed record LogMember(SegmentId Segment, long Offset, long End) : LogEntry(Segment, Offset, End)
{
    public required string Name { get; init; }

    /// <summary>What the caller of the append wrote beside the name.</summary>
    public required string Note { get; init; }

    public required Extent Extent { get; init; }

    public required UInt128 Digest { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}
