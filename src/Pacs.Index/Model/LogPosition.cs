namespace Pacs.Index.Model;

/// <summary>Up to which byte of a segment every member is in the index.</summary>
internal sealed class LogPosition
{
    public int Shard { get; init; }

    public int Segment { get; init; }

    public long AppliedTo { get; init; }
}
