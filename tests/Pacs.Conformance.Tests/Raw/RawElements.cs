using System.Buffers.Binary;
using System.Text;

namespace Pacs.Conformance.Tests.Raw;

/// <summary>
/// A data set or command set built and read by hand (PS3.5 §7.1), kept apart from the archive's own code on purpose.
/// Elements are written in the order they were added, so that a test can also be wrong.
/// </summary>
internal sealed class RawElements
{
    private const uint ItemStart = 0xFFFEE000;
    private const uint ItemEnd = 0xFFFEE00D;
    private const uint SequenceEnd = 0xFFFEE0DD;
    private const uint Undefined = 0xFFFFFFFF;

    private readonly List<RawElement> _elements = [];

    public IEnumerable<uint> Tags => _elements.Select(element => element.Tag);

    /// <summary>The value as text without its padding; null when the element is absent.</summary>
    public string? this[uint tag] => Find(tag) is { } element ? Encoding.Latin1.GetString(element.Value).TrimEnd(' ', '\0') : null;

    public bool Has(uint tag) => Find(tag) != null;

    public RawElement? Find(uint tag) => _elements.FirstOrDefault(element => element.Tag == tag);

    public ushort UInt16(uint tag) =>
        Find(tag) is { Value.Length: >= 2 } element
            ? BinaryPrimitives.ReadUInt16LittleEndian(element.Value)
            : throw new KeyNotFoundException($"({tag >> 16:x4},{tag & 0xFFFF:x4}) is not in the answer");

    public RawElements Add(uint tag, string vr, byte[] value)
    {
        _elements.Add(new RawElement(tag, vr, value));
        return this;
    }

    /// <summary>Text in Latin-1, padded to even as its VR wants.</summary>
    public RawElements Add(uint tag, string vr, string value) => Add(tag, vr, value, Encoding.Latin1);

    public RawElements Add(uint tag, string vr, string value, Encoding encoding)
    {
        var bytes = encoding.GetBytes(value);
        if (bytes.Length % 2 != 0) bytes = [.. bytes, (byte)(vr == "UI" ? 0 : ' ')];
        return Add(tag, vr, bytes);
    }

    public RawElements AddUInt16(uint tag, params ushort[] values)
    {
        var bytes = new byte[2 * values.Length];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), values[i]);
        return Add(tag, "US", bytes);
    }

    public RawElements AddSequence(uint tag, params RawElements[] items)
    {
        _elements.Add(new RawElement(tag, "SQ", [], items));
        return this;
    }

    /// <summary>The same elements with one of them replaced, or added in its place.</summary>
    public RawElements With(uint tag, string vr, string value)
    {
        var changed = Without(tag).Add(tag, vr, value);
        changed._elements.Sort((left, right) => left.Tag.CompareTo(right.Tag));
        return changed;
    }

    public RawElements Without(uint tag)
    {
        var changed = new RawElements();
        changed._elements.AddRange(_elements.Where(element => element.Tag != tag));
        return changed;
    }

    public byte[] Implicit() => Encode(explicitVr: false);

    public byte[] Explicit() => Encode(explicitVr: true);

    /// <summary>In Explicit VR Big Endian (PS3.5 §A.3); without sequences, and with no binary words but those of US and OW.</summary>
    public byte[] ExplicitBigEndian()
    {
        var bytes = new MemoryStream();
        Span<byte> header = stackalloc byte[12];
        foreach (var element in _elements)
        {
            var isLong = element.Vr is "OB" or "OW" or "UN";
            BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)(element.Tag >> 16));
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)element.Tag);
            Encoding.ASCII.GetBytes(element.Vr, header[4..]);
            header[6..8].Clear();
            if (isLong) BinaryPrimitives.WriteUInt32BigEndian(header[8..], (uint)element.Value.Length);
            else BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)element.Value.Length);
            bytes.Write(header[..(isLong ? 12 : 8)]);
            bytes.Write(element.Vr is "US" or "OW" ? [.. element.Value.Chunk(2).SelectMany(word => word.Reverse())] : element.Value);
        }

        return bytes.ToArray();
    }

    /// <summary>A command set: Implicit VR Little Endian behind its group length (PS3.7 §6.3.1).</summary>
    public byte[] Command()
    {
        var body = Implicit();
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)body.Length);
        return [.. new RawElements().Add(0x00000000, "UL", length).Implicit(), .. body];
    }

    public static RawElements ReadImplicit(ReadOnlySpan<byte> bytes) => Read(ref bytes, nested: false);

    private byte[] Encode(bool explicitVr)
    {
        var bytes = new MemoryStream();
        Span<byte> header = stackalloc byte[12];
        foreach (var element in _elements)
        {
            var value = element.Items == null ? element.Value : EncodeItems(element.Items, explicitVr);
            BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(element.Tag >> 16));
            BinaryPrimitives.WriteUInt16LittleEndian(header[2..], (ushort)element.Tag);
            var size = 8;
            if (!explicitVr)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)value.Length);
            }
            else
            {
                Encoding.ASCII.GetBytes(element.Vr, header[4..]);
                if (element.Vr is "OB" or "OW" or "OF" or "OD" or "OL" or "OV" or "SQ" or "UN" or "UT" or "UC" or "UR")
                {
                    size = 12;
                    header[6..8].Clear();
                    BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)value.Length);
                }
                else
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)value.Length);
                }
            }

            bytes.Write(header[..size]);
            bytes.Write(value);
        }

        return bytes.ToArray();
    }

    private static byte[] EncodeItems(IReadOnlyList<RawElements> items, bool explicitVr)
    {
        var bytes = new MemoryStream();
        Span<byte> header = stackalloc byte[8];
        foreach (var item in items)
        {
            var body = item.Encode(explicitVr);
            WriteTag(header, ItemStart);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)body.Length);
            bytes.Write(header);
            bytes.Write(body);
        }

        return bytes.ToArray();
    }

    private static void WriteTag(Span<byte> bytes, uint tag)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(tag >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], (ushort)tag);
    }

    private static (uint Tag, uint Length) ReadHeader(ref ReadOnlySpan<byte> bytes)
    {
        var tag = ((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        bytes = bytes[8..];
        return (tag, length);
    }

    /// <summary>In Implicit VR only a sequence that is empty of bytes or begins with an item can be told; that is enough here.</summary>
    private static RawElements Read(ref ReadOnlySpan<byte> bytes, bool nested)
    {
        var elements = new RawElements();
        while (bytes.Length >= 8)
        {
            var (tag, length) = ReadHeader(ref bytes);
            if (nested && tag == ItemEnd) break;

            if (length == Undefined)
            {
                elements._elements.Add(new RawElement(tag, "SQ", [], ReadItems(ref bytes)));
                continue;
            }

            var value = bytes[..(int)length];
            bytes = bytes[(int)length..];
            var isSequence = value.Length >= 8 && value[..4].SequenceEqual<byte>([0xFE, 0xFF, 0x00, 0xE0]);
            elements._elements.Add(isSequence
                ? new RawElement(tag, "SQ", value.ToArray(), ReadItems(ref value))
                : new RawElement(tag, "", value.ToArray()));
        }

        return elements;
    }

    private static List<RawElements> ReadItems(ref ReadOnlySpan<byte> bytes)
    {
        var items = new List<RawElements>();
        while (bytes.Length >= 8)
        {
            var (tag, length) = ReadHeader(ref bytes);
            if (tag == SequenceEnd) break;

            if (length == Undefined)
            {
                items.Add(Read(ref bytes, nested: true));
            }
            else
            {
                var item = bytes[..(int)length];
                bytes = bytes[(int)length..];
                items.Add(Read(ref item, nested: false));
            }
        }

        return items;
    }
}
