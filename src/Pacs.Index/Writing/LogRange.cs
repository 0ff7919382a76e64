namespace Pacs.Index.Writing;

/// <summary>The bytes of a segment that one member takes.</summary>
internal readonly record struct LogRange(int Shard, int Segment, long Start, long End);
