using System.Globalization;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive;

/// <summary>
/// Where a member was first written, which says which one it is: a copy, made so that a segment could go, is the same
/// member. Segments' numbers are never used twice, so that no two members have one place.
/// </summary>
/// <param name="Shard">The shard, which a member never leaves.</param>
/// <param name="Segment">The segment's number.</param>
/// <param name="Offset">The member's first byte, its header's.</param>
internal readonly record struct MemberPlace(int Shard, int Segment, long Offset) : IComparable<MemberPlace>
{
    public static bool operator <(MemberPlace left, MemberPlace right) => left.CompareTo(right) < 0;

    public static bool operator >(MemberPlace left, MemberPlace right) => left.CompareTo(right) > 0;

    public static bool operator <=(MemberPlace left, MemberPlace right) => left.CompareTo(right) <= 0;

    public static bool operator >=(MemberPlace left, MemberPlace right) => left.CompareTo(right) >= 0;

    public static MemberPlace Of(LogEntry entry) => new(entry.Segment.Shard, entry.Segment.Number, entry.Offset);

    public static MemberPlace Of(Location location) => new(location.Shard, location.Segment, ExtentOf(location).HeaderOffset);

    public static Extent ExtentOf(Location location) =>
        new(new SegmentId(location.Shard, location.Segment), location.Offset, location.Length);

    /// <summary>What <see cref="ToString"/> made; null for anything else.</summary>
    public static MemberPlace? Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[4];
        return text.Split(parts, '/') == 3
            && int.TryParse(text[parts[0]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var shard)
            && int.TryParse(text[parts[1]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var segment)
            && long.TryParse(text[parts[2]], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var offset)
            ? new MemberPlace(shard, segment, offset)
            : null;
    }

    public int CompareTo(MemberPlace other) => (Shard, Segment, Offset).CompareTo((other.Shard, other.Segment, other.Offset));

    /// <summary>Hexadecimal and short: it has to go into a note.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Shard:x}/{Segment:x}/{Offset:x}");
}
