namespace Pacs.Files;

/// <summary>A segment: its shard, counted from 0, and its number in the shard, counted from 1 and never used twice.</summary>
public readonly record struct SegmentId(int Shard, int Number) : IComparable<SegmentId>
{
    public int CompareTo(SegmentId other) =>
        Shard != other.Shard ? Shard.CompareTo(other.Shard) : Number.CompareTo(other.Number);

    public static bool operator <(SegmentId left, SegmentId right) => left.CompareTo(right) < 0;

    public static bool operator >(SegmentId left, SegmentId right) => left.CompareTo(right) > 0;

    public static bool operator <=(SegmentId left, SegmentId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(SegmentId left, SegmentId right) => left.CompareTo(right) >= 0;
}
