using System.Text;

namespace Pacs.Server.Cli.Listing;

/// <summary>Text in the columns of a terminal.</summary>
internal static class Columns
{
    /// <summary>The text, cut with an ellipsis where it is wider than <paramref name="width"/>, if not null.</summary>
    public static string Cut(string text, int? width)
    {
        if (width is not { } columns) return text;

        int used = 0, index = 0, fits = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += WidthOf(rune);
            if (used > columns) return $"{text[..fits]}…";

            index += rune.Utf16SequenceLength;
            if (used < columns) fits = index;
        }

        return text;
    }

    /// <summary>How many columns the text takes.</summary>
    public static int WidthOf(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += WidthOf(rune);
        return width;
    }

    /// <summary>Two for what terminals draw twice as wide, ideographs, kana and hangul (UAX #11).</summary>
    private static int WidthOf(Rune rune) => rune.Value is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or
        (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or
        (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD)
        ? 2
        : 1;
}
