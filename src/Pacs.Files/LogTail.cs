namespace Pacs.Files;

/// <summary>
/// The end of a segment that was being written when the process or the machine stopped, and never acknowledged.
/// <see cref="SegmentStore.Recover"/> has cut it off.
/// </summary>
public sealed record LogTail(SegmentId Segment, long Offset, long End) : LogEntry(Segment, Offset, End);
