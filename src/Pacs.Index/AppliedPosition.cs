namespace Pacs.Index;

/// <summary>
/// Up to which byte of a segment the log is in the index, with no member left out. What follows is to be replayed.
/// </summary>
public readonly record struct AppliedPosition(int Shard, int Segment, long Offset)
{
    /// <summary>The offset of a segment that has been rewritten and removed: only its number is remembered, never to be used again.</summary>
    public const long Ended = long.MaxValue;
}
