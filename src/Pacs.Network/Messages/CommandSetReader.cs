using System.Buffers.Binary;
using System.Text;
using Pacs.Dicom.DataSets;

namespace Pacs.Network.Messages;

/// <summary>
/// Finds the elements of a command set: Implicit VR Little Endian, group 0000, flat (PS3.7 §6.3.1). A mandatory element
/// that is missing or has no sensible value is remembered as <see cref="Offending"/>.
/// </summary>
internal ref struct CommandSetReader(ReadOnlySpan<byte> bytes)
{
    private const int ElementHeader = 8;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The first mandatory element that was not there or not right.</summary>
    public CommandElement? Offending { get; private set; }

    /// <summary>True when every element ends within the bytes and belongs to group 0000.</summary>
    public readonly bool IsWellFormed
    {
        get
        {
            var rest = _bytes;
            while (!rest.IsEmpty)
            {
                if (!TryTake(ref rest, out _, out _)) return false;
            }

            return true;
        }
    }

    public ushort RequiredUInt16(CommandElement element)
    {
        if (UInt16(element) is { } value) return value;
        Offending ??= element;
        return 0;
    }

    public string RequiredText(CommandElement element)
    {
        if (Text(element) is { } value) return value;
        Offending ??= element;
        return "";
    }

    public readonly ushort? UInt16(CommandElement element) =>
        Find(element) is { Length: >= sizeof(ushort) } value ? BinaryPrimitives.ReadUInt16LittleEndian(value) : null;

    /// <summary>A UID, AE title or comment without its padding; null when absent or empty.</summary>
    public readonly string? Text(CommandElement element) =>
        Find(element).Trim(" \0"u8) is { Length: > 0 } value ? Encoding.Latin1.GetString(value) : null;

    public readonly IReadOnlyList<Tag> Tags(CommandElement element)
    {
        var value = Find(element);
        if (value.Length < 2 * sizeof(ushort)) return [];

        var tags = new Tag[value.Length / (2 * sizeof(ushort))];
        for (var i = 0; i < tags.Length; i++)
        {
            tags[i] = new Tag(
                BinaryPrimitives.ReadUInt16LittleEndian(value[(4 * i)..]),
                BinaryPrimitives.ReadUInt16LittleEndian(value[(4 * i + 2)..]));
        }

        return tags;
    }

    private readonly ReadOnlySpan<byte> Find(CommandElement wanted)
    {
        var rest = _bytes;
        while (TryTake(ref rest, out var element, out var value))
        {
            if (element == wanted) return value;
        }

        return [];
    }

    private static bool TryTake(
        scoped ref ReadOnlySpan<byte> rest, out CommandElement element, out ReadOnlySpan<byte> value)
    {
        element = default;
        value = default;
        if (rest.Length < ElementHeader || BinaryPrimitives.ReadUInt16LittleEndian(rest) != 0) return false;

        // group (2), element (2), length (4), value
        element = (CommandElement)BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        if (length > rest.Length - ElementHeader) return false;

        value = rest.Slice(ElementHeader, (int)length);
        rest = rest[(ElementHeader + (int)length)..];
        return true;
    }
}
