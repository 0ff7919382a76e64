using System.Globalization;

namespace Pacs.Dicom.Text;

/// <summary>One value of Specific Character Set (0008,0005): a defined term of PS3.3 Tables C.12-2 to C.12-5.</summary>
internal sealed class DefinedTerm
{
    private static readonly DefinedTerm[] All =
    [
        new("", "ISO 2022 IR 6", 6),
        new("ISO_IR 100", "ISO 2022 IR 100", 100) { Right = GraphicSet.Latin1 },
        new("ISO_IR 101", "ISO 2022 IR 101", 101) { Right = GraphicSet.Latin2 },
        new("ISO_IR 109", "ISO 2022 IR 109", 109) { Right = GraphicSet.Latin3 },
        new("ISO_IR 110", "ISO 2022 IR 110", 110) { Right = GraphicSet.Latin4 },
        new("ISO_IR 144", "ISO 2022 IR 144", 144) { Right = GraphicSet.Cyrillic },
        new("ISO_IR 127", "ISO 2022 IR 127", 127) { Right = GraphicSet.Arabic },
        new("ISO_IR 126", "ISO 2022 IR 126", 126) { Right = GraphicSet.Greek },
        new("ISO_IR 138", "ISO 2022 IR 138", 138) { Right = GraphicSet.Hebrew },
        new("ISO_IR 148", "ISO 2022 IR 148", 148) { Right = GraphicSet.Latin5 },
        new("ISO_IR 203", "ISO 2022 IR 203", 203) { Right = GraphicSet.Latin9 },
        new("ISO_IR 166", "ISO 2022 IR 166", 166) { Right = GraphicSet.Thai },
        new("ISO_IR 13", "ISO 2022 IR 13", 13) { Left = GraphicSet.Romaji, Right = GraphicSet.Katakana },
        new(null, "ISO 2022 IR 87", 87) { Left = null, Extension = GraphicSet.Kanji },
        new(null, "ISO 2022 IR 159", 159) { Left = null, Extension = GraphicSet.SupplementaryKanji },
        new(null, "ISO 2022 IR 149", 149) { Left = null, Extension = GraphicSet.Hangul },
        new(null, "ISO 2022 IR 58", 58) { Left = null, Extension = GraphicSet.Hanzi },
        new("ISO_IR 192", null, 192) { Left = null, CodePage = 65001 },
        new("GB18030", null, null) { Left = null, CodePage = 54936 },
        new("GBK", null, null) { Left = null, CodePage = 936 },
    ];

    // What files have in place of a term, upper case, letters and digits only. ISO_IR 13 is read as Shift JIS, its
    // superset; EUC-KR is KS X 1001 in G1.
    private static readonly Dictionary<string, string> Misnomers = new(StringComparer.Ordinal)
    {
        ["ASCII"] = "", ["USASCII"] = "", ["ISO646"] = "", ["ISO646IRV"] = "", ["NONE"] = "",
        ["ISO88591"] = "ISO_IR 100", ["LATIN1"] = "ISO_IR 100",
        ["ISO88592"] = "ISO_IR 101", ["LATIN2"] = "ISO_IR 101",
        ["ISO88593"] = "ISO_IR 109", ["LATIN3"] = "ISO_IR 109",
        ["ISO88594"] = "ISO_IR 110", ["LATIN4"] = "ISO_IR 110",
        ["ISO88595"] = "ISO_IR 144", ["ISO88596"] = "ISO_IR 127",
        ["ISO88597"] = "ISO_IR 126", ["ISO88598"] = "ISO_IR 138",
        ["ISO88599"] = "ISO_IR 148", ["LATIN5"] = "ISO_IR 148",
        ["ISO885911"] = "ISO_IR 166", ["TIS620"] = "ISO_IR 166",
        ["ISO885915"] = "ISO_IR 203", ["LATIN9"] = "ISO_IR 203",
        ["JISX0201"] = "ISO_IR 13", ["SHIFTJIS"] = "ISO_IR 13", ["SJIS"] = "ISO_IR 13", ["CP932"] = "ISO_IR 13",
        ["JISX0208"] = "ISO 2022 IR 87", ["ISO2022JP"] = "ISO 2022 IR 87", ["JISX0212"] = "ISO 2022 IR 159",
        ["KSC5601"] = "ISO 2022 IR 149", ["KSX1001"] = "ISO 2022 IR 149", ["EUCKR"] = "ISO 2022 IR 149",
        ["CP949"] = "ISO 2022 IR 149",
        ["UTF8"] = "ISO_IR 192", ["UNICODE"] = "ISO_IR 192", ["ISO10646"] = "ISO_IR 192",
        ["GB2312"] = "GBK", ["CP936"] = "GBK", ["EUCCN"] = "GBK", ["ISO2022GBK"] = "GBK",
        ["GB18030"] = "GB18030", ["ISO2022GB18030"] = "GB18030", ["GBK"] = "GBK",
    };

    private DefinedTerm(string? alone, string? extended, int? registration)
    {
        Alone = alone;
        Extended = extended;
        Registration = registration;
    }

    /// <summary>Every term as the standard spells it.</summary>
    public static IEnumerable<string> Spellings =>
        All.SelectMany(static term => new[] { term.Alone ?? "", term.Extended ?? "" }).Where(static text => text != "");

    /// <summary>The term without code extensions; null when the set is only used with them.</summary>
    public string? Alone { get; }

    /// <summary>The term with code extensions; null when the set has none.</summary>
    public string? Extended { get; }

    /// <summary>Its G0; null for a two-byte set.</summary>
    public GraphicSet? Left { get; private init; } = GraphicSet.Ascii;

    /// <summary>Its G1.</summary>
    public GraphicSet? Right { get; private init; }

    /// <summary>The two-byte set, which is never active before an escape sequence.</summary>
    public GraphicSet? Extension { get; private init; }

    /// <summary>All its sets.</summary>
    public IEnumerable<GraphicSet> Sets => new[] { Left, Right, Extension }.OfType<GraphicSet>();

    /// <summary>The code page of what stands alone.</summary>
    public int? CodePage { get; private init; }

    /// <summary>Number in the International Register of Coded Character Sets.</summary>
    private int? Registration { get; }

    /// <summary>The term meant by a value of (0008,0005), spelt rightly or not; null when it is not known.</summary>
    public static DefinedTerm? Find(string value)
    {
        foreach (var term in All)
        {
            if (value == term.Alone || value == term.Extended) return term;
        }

        var letters = string.Concat(value.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        if (Misnomers.TryGetValue(letters, out var meant)) return Find(meant);
        return RegistrationIn(letters) is { } number ? Array.Find(All, term => term.Registration == number) : null;
    }

    /// <summary>
    /// The term as it is to be written in place of <paramref name="value"/>. With code extensions the first value may
    /// be empty, for the default repertoire (PS3.3 §C.12.1.1.2).
    /// </summary>
    public string Spelling(string value, bool isFirst, bool isOnly)
    {
        if (Alone is null || value == Extended) return Extended ?? "";
        return Extended is null || isOnly || (isFirst && Alone.Length == 0) ? Alone : Extended;
    }

    // ISO_IR 100, ISO 2022 IR 100, ISOIR100, IR 100, ISO 2022 100.
    private static int? RegistrationIn(ReadOnlySpan<char> letters)
    {
        foreach (var part in (ReadOnlySpan<string>)["ISO", "2022", "IR"])
        {
            if (letters.StartsWith(part)) letters = letters[part.Length..];
        }

        return int.TryParse(letters, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
