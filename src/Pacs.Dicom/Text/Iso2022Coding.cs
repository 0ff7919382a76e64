using System.Buffers;
using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Text;

/// <summary>
/// One-byte sets, alone or extended by others through the escape sequences of ISO 2022 (PS3.5 §6.1.2.5). At the start
/// of a value, and after each delimiter or control character, the sets of the first term are active.
/// </summary>
internal sealed class Iso2022Coding : TextCoding
{
    private const byte Escape = 0x1B;

    private readonly GraphicSet _left;
    private readonly GraphicSet? _right;
    private readonly GraphicSet[] _sets;
    private readonly GraphicSet _undesignated;

    /// <param name="left">G0 of the first term.</param>
    /// <param name="right">G1 of the first term.</param>
    /// <param name="sets">All that may be designated, in the order of the terms.</param>
    public Iso2022Coding(GraphicSet left, GraphicSet? right, params GraphicSet[] sets)
        : base(left == GraphicSet.Romaji ? PlainText.Romaji : PlainText.Iso2022)
    {
        _left = left;
        _right = right;
        _sets = [left, .. sets];
        _undesignated = Array.Find(sets, static set => set.IsRight) ?? GraphicSet.Latin1;
    }

    public override string Decode(ReadOnlySpan<byte> value, Vr vr)
    {
        // A byte is at most one character.
        var characters = ArrayPool<char>.Shared.Rent(value.Length);
        try
        {
            return new string(characters, 0, Decode(value, vr, characters));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }

    public override byte[] Encode(ReadOnlySpan<char> text, Vr vr)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length + 16);
        var left = _left;
        var right = _right;
        foreach (var character in text)
        {
            if (IsReset(character, vr))
            {
                (left, right) = Return(bytes, left, right);
                bytes.Write([(byte)character]);
                continue;
            }

            var (set, code) = CodeOf(character, left, right, vr) ?? (_left, '?');
            if (set.IsRight)
            {
                right = Designate(bytes, right, set);
                Write(bytes, set, (ushort)(code | 0x8080));
            }
            else
            {
                left = Designate(bytes, left, set);
                Write(bytes, set, code);
            }
        }

        Return(bytes, left, right);
        return bytes.WrittenSpan.ToArray();
    }

    // PS3.5 §6.1.2.5.3: code extensions end before a control character, before the 5C between values - a backslash, or
    // in ISO-IR 14 a yen sign - and before the ^ and = in a person's name.
    private static bool IsReset(char code, Vr vr) => code switch
    {
        '\\' => vr.IsMultiValuedText,
        '^' or '=' => vr == Vr.PN,
        _ => code is < ' ' and not (char)Escape,
    };

    private int Decode(ReadOnlySpan<byte> value, Vr vr, Span<char> text)
    {
        var left = _left;
        var right = _right;
        var length = 0;
        var at = 0;
        while (at < value.Length)
        {
            var code = value[at];
            if (code == Escape && Designation.At(value[at..]) is { } designation)
            {
                (left, right) = designation.ToRight ? (left, designation.Set) : (designation.Set, right);
                at += designation.Escape.Length;
                continue;
            }

            // In a two-byte G0 only control characters end it: 5C, 5E and 3D are parts of characters.
            if (IsReset((char)code, vr) && (left.Width == 1 || code < ' '))
            {
                (left, right) = (_left, _right);
                text[length++] = (char)code;
                at++;
                continue;
            }

            var (character, size) = code switch
            {
                <= 0x20 or 0x7F => ((char)code, 1),
                < 0x80 => LeftCharacter(left, value[at..]),
                _ => RightCharacter(right ?? _undesignated, value[at..]),
            };
            text[length++] = character;
            at += size;
        }

        return length;
    }

    private static (char Character, int Size) LeftCharacter(GraphicSet set, ReadOnlySpan<byte> bytes)
    {
        if (set.Width == 1) return (set.Character(bytes[0]), 1);
        return bytes is [_, > 0x20 and < 0x7F, ..] ? (set.Character(bytes[0], bytes[1]), 2) : (GraphicSet.Undefined, 1);
    }

    private static (char Character, int Size) RightCharacter(GraphicSet set, ReadOnlySpan<byte> bytes)
    {
        if (set.Width == 2 && bytes is [> 0xA0 and < 0xFF, > 0xA0 and < 0xFF, ..])
        {
            var character = set.Character(bytes[0], bytes[1]);
            if (character != GraphicSet.Undefined) return (character, 2);
        }

        if (Superset.Of(set)?.Character(bytes) is { } outside) return (outside, 2);
        if (set.Width == 2) return (GraphicSet.Undefined, 1);
        return (bytes[0] < 0xA0 ? (char)bytes[0] : set.Character(bytes[0]), 1); // 80-9F are control characters
    }

    // The sets that are designated come before those that would need an escape sequence; the character itself, in
    // whatever set, before one that looks like it.
    private (GraphicSet Set, ushort Code)? CodeOf(char character, GraphicSet left, GraphicSet? right, Vr vr)
    {
        if (CodeIn(left, character, vr) is { } inLeft) return (left, inLeft);
        if (right is not null && CodeIn(right, character, vr) is { } inRight) return (right, inRight);
        foreach (var set in _sets)
        {
            if (CodeIn(set, character, vr) is { } code) return (set, code);
        }

        foreach (var set in _sets)
        {
            if (set.LookAlikeCode(character) is { } code && !Separates(set, code, vr)) return (set, code);
        }

        return null;
    }

    private static ushort? CodeIn(GraphicSet set, char character, Vr vr) =>
        set.Code(character) is { } code && !Separates(set, code, vr) ? code : null;

    // As the yen sign of ISO-IR 14 would.
    private static bool Separates(GraphicSet set, ushort code, Vr vr) =>
        code == '\\' && !set.IsRight && vr.IsMultiValuedText;

    private static GraphicSet Designate(ArrayBufferWriter<byte> bytes, GraphicSet? current, GraphicSet set)
    {
        if (current != set) bytes.Write(set.Escape.Span);
        return set;
    }

    private static void Write(ArrayBufferWriter<byte> bytes, GraphicSet set, ushort code)
    {
        if (set.Width == 2) bytes.Write([(byte)(code >> 8)]);
        bytes.Write([(byte)code]);
    }

    // There is no escape sequence for a G1 without a set.
    private (GraphicSet Left, GraphicSet? Right) Return(
        ArrayBufferWriter<byte> bytes, GraphicSet left, GraphicSet? right) =>
        (Designate(bytes, left, _left), _right is null ? null : Designate(bytes, right, _right));
}
