namespace Pacs.Index;

/// <summary>
/// Up to which byte of a segment the log is in the index, with no member left out. What follows is to be replayed.
/// </summary>
public readonly record struct AppliedPosition(int Shard, int Segment, long Offset);
