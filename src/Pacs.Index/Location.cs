namespace Pacs.Index;

/// <summary>Where the body of an instance lies in the log of segments.</summary>
/// <param name="Shard">The shard, which a study never leaves.</param>
/// <param name="Segment">The segment's number within its shard.</param>
/// <param name="Offset">The body's first byte within the segment.</param>
/// <param name="Length">The body's bytes.</param>
public readonly record struct Location(int Shard, int Segment, long Offset, long Length) : IComparable<Location>
{
    public static bool operator <(Location left, Location right) => left.CompareTo(right) < 0;

    public static bool operator >(Location left, Location right) => left.CompareTo(right) > 0;

    public static bool operator <=(Location left, Location right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Location left, Location right) => left.CompareTo(right) >= 0;

    /// <summary>The order of the log: shard, segment, offset.</summary>
    public int CompareTo(Location other) =>
        (Shard, Segment, Offset, Length).CompareTo((other.Shard, other.Segment, other.Offset, other.Length));
}
