using System.Buffers.Binary;
using Pacs.Dicom.DataSets;

namespace Pacs.Imaging.Rendering;

/// <summary>
/// A lookup table (PS3.3 §C.11.1.1.1, §C.7.6.3.1.5): values from the first one mapped on, each to an entry; what is below gets the
/// first entry, what is above the last.
/// </summary>
internal sealed class LookupTable
{
    /// <summary>How a descriptor writes 65,536 entries.</summary>
    private const int MostEntries = 1 << 16;

    private readonly int _first;
    private readonly ushort[] _entries;

    private LookupTable(int first, ushort[] entries, int bits)
    {
        _first = first;
        _entries = entries;
        Bits = bits;
    }

    /// <summary>Bits of an entry.</summary>
    public int Bits { get; }

    /// <summary>The first value that has an entry.</summary>
    public int First => _first;

    public int this[double value] => _entries[(int)Math.Clamp(value - _first, 0, _entries.Length - 1)];

    /// <summary>The entry of 16 bits in 8.</summary>
    public byte ByteOf(double value) => (byte)(this[value] >> Math.Max(0, Bits - 8));

    /// <summary>Null when there is no such table, or one that cannot be used.</summary>
    /// <param name="holder">The data set with descriptor and data.</param>
    /// <param name="descriptor">Names the descriptor: number of entries, first value mapped, bits.</param>
    /// <param name="data">Names the entries.</param>
    /// <param name="isSigned">True when the values that are looked up may be negative.</param>
    public static LookupTable? Read(DataSet holder, Tag descriptor, Tag data, bool isSigned) =>
        holder.Find(data)?.Value is { IsEmpty: false } bytes ? Of(holder, descriptor, bytes.Span, isSigned) : null;

    /// <summary>A palette, whose entries may be segmented (PS3.3 §C.7.9.2).</summary>
    public static LookupTable? ReadPalette(DataSet holder, Tag descriptor, Tag data, Tag segmented, bool isSigned)
    {
        if (Read(holder, descriptor, data, isSigned) is { } table) return table.AsPalette();
        if (holder.Find(segmented)?.Value is not { IsEmpty: false } bytes) return null;
        if (DescriptorOf(holder, descriptor) is not var (count, _, bits)) return null;

        var expanded = SegmentedEntries.Expand(bytes.Span, isByte: bits <= 8, count);
        return expanded is null ? null : new LookupTable(FirstOf(holder, descriptor, isSigned), expanded, bits).AsPalette();
    }

    private static LookupTable? Of(DataSet holder, Tag descriptor, ReadOnlySpan<byte> bytes, bool isSigned)
    {
        if (DescriptorOf(holder, descriptor) is not var (count, _, bits)) return null;

        // Entries of 8 bits may stand two to a word, or each in a word of its own (PS3.3 §C.11.1.1.1, §C.7.6.3.1.6).
        var areWords = bytes.Length >= count * 2 || bits > 8;
        var there = Math.Min(count, areWords ? bytes.Length / 2 : bytes.Length);
        if (there == 0) return null;

        var entries = new ushort[there];
        for (var i = 0; i < there; i++)
        {
            entries[i] = areWords ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * 2)..]) : bytes[i];
        }

        return new LookupTable(FirstOf(holder, descriptor, isSigned), entries, BitsOf(entries, bits));
    }

    /// <summary>Some say 16 bits of palettes whose entries have 8, and nothing but black would be seen.</summary>
    private LookupTable AsPalette() => Bits > 8 && Array.TrueForAll(_entries, entry => entry <= byte.MaxValue)
        ? new LookupTable(_first, _entries, 8)
        : this;

    /// <summary>Some say fewer bits than their entries have.</summary>
    private static int BitsOf(ushort[] entries, int announced)
    {
        var largest = entries.Max();
        var needed = 16 - ushort.LeadingZeroCount(largest);
        return Math.Max(Math.Clamp(announced, 1, 16), needed);
    }

    private static (int Count, int First, int Bits)? DescriptorOf(DataSet holder, Tag descriptor)
    {
        var values = FrameAttributes.BytesOf(holder, descriptor);
        if (values.Length < 6) return null;

        var count = BinaryPrimitives.ReadUInt16LittleEndian(values);
        return (count == 0 ? MostEntries : count, BinaryPrimitives.ReadUInt16LittleEndian(values[2..]),
            BinaryPrimitives.ReadUInt16LittleEndian(values[4..]));
    }

    private static int FirstOf(DataSet holder, Tag descriptor, bool isSigned)
    {
        var first = DescriptorOf(holder, descriptor)?.First ?? 0;
        return isSigned ? (short)first : first;
    }
}
