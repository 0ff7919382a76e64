namespace Pacs.Files;

/// <summary>
/// The end of a segment that was being written when the process or the machine stopped, and never acknowledged.
/// <see cref="SegmentStore.Recover"/> has cut it off.
/// </summary>
public sealed record LogTail(SegmentId Segment, long Offset, long End) : LogEntry(Segment, Offset, End)
{
    /// <summary>
    /// True when there were only zeros: room for the next member, or one of which nothing reached the medium.
    /// </summary>
    public required bool IsEmpty { get; init; }
}
