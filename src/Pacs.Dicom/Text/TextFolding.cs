using System.Buffers;
using System.Text;

namespace Pacs.Dicom.Text;

/// <summary>
/// Text as it is searched: without case and diacritics, in one width. The same on every machine, for columns hold it.
/// </summary>
public static class TextFolding
{
    private static readonly SearchValues<char> Folded = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x80).Select(static code => (char)code).Where(static c => !char.IsAsciiLetterUpper(c)),
    ]);

    /// <summary>
    /// The text in lower case; Latin, Greek and Cyrillic letters without diacritics, full-width ASCII and half-width
    /// katakana in their usual width. Folding again changes nothing. The characters * ? \ ^ = neither come nor go.
    /// </summary>
    public static string Fold(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Folded)) return text;
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();

        var folded = new StringBuilder(text.Length + 8);
        foreach (var character in text) Append(folded, character);
        return folded.ToString();
    }

    private static void Append(StringBuilder folded, char character)
    {
        if (character < 0x80)
        {
            folded.Append(char.ToLowerInvariant(character));
        }
        else if (SoundMark(character) is var mark and not '\0')
        {
            if (folded.Length > 0 && Kana.Marked(folded[^1], mark) is { } marked) folded[^1] = marked;
            else if (!IsCombining(character)) folded.Append(mark);
        }
        else if (!IsCombining(character))
        {
            var found = FoldingTable.From.BinarySearch(character);
            if (found < 0) folded.Append(character);
            else folded.Append(To(FoldingTable.Rows[found]));
        }
    }

    private static ReadOnlySpan<char> To(int row) =>
        FoldingTable.To[FoldingTable.RowStarts[row]..FoldingTable.RowStarts[row + 1]];

    // Half-width and combining forms of the two marks that make ka to ga and ha to pa.
    private static char SoundMark(char character) => character switch
    {
        '\uFF9E' or '\u3099' => Kana.Voiced,
        '\uFF9F' or '\u309A' => Kana.SemiVoiced,
        _ => '\0',
    };

    // The blocks of combining diacritical marks, those of Cyrillic, and the two of kana.
    private static bool IsCombining(char character) => character is
        (>= '\u0300' and <= '\u036F') or (>= '\u0483' and <= '\u0487') or '\u3099' or '\u309A' or
        (>= '\u1AB0' and <= '\u1AFF') or (>= '\u1DC0' and <= '\u1DFF') or (>= '\u20D0' and <= '\u20FF') or
        (>= '\uFE20' and <= '\uFE2F');
}
