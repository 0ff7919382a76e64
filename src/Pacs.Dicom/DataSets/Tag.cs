using System.Globalization;

namespace Pacs.Dicom.DataSets;

/// <summary>A data element tag: group and element number (PS3.5 §7.1.1).</summary>
public readonly record struct Tag(ushort Group, ushort Element) : IComparable<Tag>
{
    /// <summary>
    /// The tag whose group is the high and whose element is the low half of <paramref name="value"/>.
    /// </summary>
    public Tag(uint value)
        : this((ushort)(value >> 16), (ushort)value)
    {
    }

    /// <summary>Group in the high 16 bits, element in the low ones: ascending in the order of a data set.</summary>
    public uint Value => (uint)Group << 16 | Element;

    /// <summary>True when the group is odd: a private element (PS3.5 §7.8).</summary>
    public bool IsPrivate => (Group & 1) != 0;

    /// <summary>
    /// True for (gggg,0010-00FF) of an odd group: the name of whoever reserved a block (PS3.5 §7.8.1).
    /// </summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x0010 and <= 0x00FF;

    /// <summary>True for (gggg,0000): retired outside groups 0000 and 0002 (PS3.5 §7.2).</summary>
    public bool IsGroupLength => Element == 0;

    public static bool operator <(Tag left, Tag right) => left.Value < right.Value;

    public static bool operator >(Tag left, Tag right) => left.Value > right.Value;

    public static bool operator <=(Tag left, Tag right) => left.Value <= right.Value;

    public static bool operator >=(Tag left, Tag right) => left.Value >= right.Value;

    /// <summary>Reads <c>00100020</c>, <c>0010,0020</c> or <c>(0010,0020)</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Tag tag)
    {
        tag = default;
        if (text is ['(', .. var inner, ')']) text = inner;
        if (text.Length == 9 && text[4] == ',') return TryParse(text[..4], text[5..], out tag);
        return text.Length == 8 && TryParse(text[..4], text[4..], out tag);
    }

    public bool Equals(Tag other) => Value == other.Value;

    public override int GetHashCode() => (int)Value;

    public int CompareTo(Tag other) => Value.CompareTo(other.Value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})");

    private static bool TryParse(ReadOnlySpan<char> group, ReadOnlySpan<char> element, out Tag tag)
    {
        tag = default;
        if (!ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high) ||
            !ushort.TryParse(element, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        tag = new Tag(high, low);
        return true;
    }
}
