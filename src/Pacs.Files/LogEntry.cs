namespace Pacs.Files;

/// <summary>What is found reading a segment: from <paramref name="Offset"/> up to <paramref name="End"/>.</summary>
public abstract record LogEntry(SegmentId Segment, long Offset, long End);
