namespace Pacs.Files;

/// <summary>
/// Bytes that should be whole members and are not: an incident. They are left as they are. Reading goes on behind them
/// where a later member shows where that is.
/// </summary>
public sealed record LogDamage(SegmentId Segment, long Offset, long End, string Explanation) : LogEntry(Segment, Offset, End);
