namespace Pacs.Index;

/// <summary>The bytes of a segment that one member takes, its header and padding included.</summary>
public readonly record struct LogStretch(int Shard, int Segment, long Start, long End);
