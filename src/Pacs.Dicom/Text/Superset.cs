using System.Text;

namespace Pacs.Dicom.Text;

/// <summary>
/// What files have in place of a set: Shift JIS declared as ISO_IR 13, Unified Hangul as KS X 1001, GBK as GB 2312.
/// Their two-byte characters use bytes that the set leaves undefined, so reading them takes nothing from it.
/// </summary>
internal sealed class Superset
{
    private static readonly Superset ShiftJis = new(932, static (lead, trail) =>
        lead is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC) &&
        trail is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFC));

    private static readonly Superset UnifiedHangul = new(949, static (lead, trail) =>
        lead is >= 0x81 and <= 0xFE &&
        trail is (>= 0x41 and <= 0x5A) or (>= 0x61 and <= 0x7A) or (>= 0x81 and <= 0xFE));

    // A second byte below 80 is left alone: it may be the delimiter after a character that was cut off.
    private static readonly Superset Gbk = new(936, static (lead, trail) =>
        lead is >= 0x81 and <= 0xFE && trail >= 0x80);

    private readonly Lazy<Encoding> _encoding;
    private readonly Func<byte, byte, bool> _isPair;

    private Superset(int codePage, Func<byte, byte, bool> isPair)
    {
        _encoding = new Lazy<Encoding>(() => CodePage.Of(codePage));
        _isPair = isPair;
    }

    public static Superset? Of(GraphicSet set)
    {
        if (set == GraphicSet.Katakana) return ShiftJis;
        if (set == GraphicSet.Hangul) return UnifiedHangul;
        return set == GraphicSet.Hanzi ? Gbk : null;
    }

    /// <summary>The character of the first two bytes; null when they are none.</summary>
    public char? Character(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || !_isPair(bytes[0], bytes[1])) return null;

        Span<char> characters = stackalloc char[2];
        var count = _encoding.Value.GetChars(bytes[..2], characters);
        return count == 1 && characters[0] != GraphicSet.Undefined ? characters[0] : null;
    }
}
