using System.Buffers.Binary;
using System.Text;

namespace Pacs.Network.Pdus;

/// <summary>
/// Walks the fields of a whole PDU or item. What would lie outside is not read: <see cref="IsValid"/> turns false and
/// stays so, and every later read gives nothing.
/// </summary>
internal ref struct ItemReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool IsValid { get; private set; } = true;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte ReadByte() => Take(1) is [var value] ? value : (byte)0;

    public ushort ReadUInt16() =>
        Take(sizeof(ushort)) is { Length: > 0 } value ? BinaryPrimitives.ReadUInt16BigEndian(value) : (ushort)0;

    public uint ReadUInt32() =>
        Take(sizeof(uint)) is { Length: > 0 } value ? BinaryPrimitives.ReadUInt32BigEndian(value) : 0;

    public void Skip(int count) => Take(count);

    public ReadOnlySpan<byte> ReadRest() => Take(_rest.Length);

    /// <summary>Bytes behind a two-byte length.</summary>
    public ReadOnlySpan<byte> ReadCounted() => Take(ReadUInt16());

    /// <summary>Text of fixed width, padding on both sides dropped (PS3.8 §9.3.2, PS3.5 §6.2).</summary>
    public string ReadText(int width) => Text(Take(width));

    /// <summary>A UID behind a two-byte length; padding that the standard forbids here is dropped.</summary>
    public string ReadCountedText() => Text(ReadCounted());

    /// <summary>All the rest as text.</summary>
    public string ReadRestAsText() => Text(ReadRest());

    /// <summary>One item: its type and a reader over its content. False at the end and when it does not fit.</summary>
    public bool TryReadItem(out ItemType type, out ItemReader content)
    {
        type = default;
        content = default;
        if (IsAtEnd || !IsValid) return false;

        // item-type (1), reserved (1), item-length (2), content
        type = (ItemType)ReadByte();
        Skip(1);
        content = new ItemReader(ReadCounted());
        return IsValid;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            IsValid = false;
            _rest = [];
            return [];
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes.Trim(" \0"u8));
}
