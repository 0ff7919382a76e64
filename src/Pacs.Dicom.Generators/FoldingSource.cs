using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace Pacs.Dicom.Generators;

/// <summary>What is written of folding.tsv: each row is a text, then the characters that are folded to it.</summary>
internal static class FoldingSource
{
    public static SourceText Table(string text)
    {
        var rows = Tsv.Parse(text, 2, static fields => (To: fields[0], From: fields[1]));
        var pairs = rows
            .SelectMany(static (row, number) => row.From.Select(character => (From: character, Number: number)))
            .OrderBy(static pair => pair.From)
            .ToList();

        var source = new Source(
            "Characters in order, and what each is folded to.", "internal static class FoldingTable", room: "Text");
        source.Table("char", "From", pairs.Select(static pair => Literal(pair.From)));
        source.Table("ushort", "Rows", pairs.Select(static pair => pair.Number));
        source.Table("char", "To", rows.SelectMany(static row => row.To).Select(Literal));
        source.Table("ushort", "RowStarts", ElementSource.Starts(rows.Select(static row => row.To.Length)));
        return source.End();
    }

    private static string Literal(char character) =>
        string.Format(CultureInfo.InvariantCulture, "'\\u{0:X4}'", (int)character);
}
