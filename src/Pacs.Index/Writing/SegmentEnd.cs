namespace Pacs.Index.Writing;

/// <summary>A segment that nothing refers to any more. Its file is removed next.</summary>
internal sealed record SegmentEnd(int Shard, int Segment) : Change
{
    public override bool MustBeDurable => true;
}
