using System.Text;
using Pacs.Index.Model;
using Pacs.Index.Writing;

namespace Pacs.Index.Sqlite;

/// <summary>
/// FTS5 tables of trigrams, one for each level that is searched in the middle of words. They keep no text and no
/// positions, only which rows have which three characters in which column: they narrow, the attributes decide. Case is
/// kept: names come folded, and other text is matched with its case.
/// </summary>
internal static class TrigramTables
{
    /// <summary>Shorter texts have no trigram.</summary>
    public const int Length = 3;

    public static string NameOf(LevelTable table) => table.Name + "Text";

    /// <summary>Parameters: the row's key, then its text columns. Null when the level has no such table.</summary>
    public static string? Upsert(LevelTable table)
    {
        var columns = LevelRow.TextColumnsOf(table.Level).ToArray();
        if (columns.Length == 0) return null;

        return $"""
            INSERT OR REPLACE INTO "{NameOf(table)}"
                (rowid, {string.Join(", ", columns.Select(column => $"\"{column}\""))})
            VALUES ({string.Join(", ", Enumerable.Range(0, columns.Length + 1).Select(i => $"@p{i}"))})
            """;
    }

    /// <summary>Parameter: the row's key. Null when the level has no such table.</summary>
    public static string? Delete(LevelTable table) =>
        LevelRow.TextColumnsOf(table.Level).Any() ? $"""DELETE FROM "{NameOf(table)}" WHERE rowid = @p0""" : null;

    /// <summary>The trigrams of some texts, each once.</summary>
    public static IReadOnlyList<string> TrigramsOf(IEnumerable<string> texts) => Every(1, texts);

    /// <summary>
    /// Enough of them to hold every character: every second one and the last. The others leave out next to no row more, and
    /// each costs its list.
    /// </summary>
    public static IReadOnlyList<string> CoveringOf(IEnumerable<string> texts) => Every(2, texts);

    /// <summary>An expression that finds the rows with all of some trigrams in a column.</summary>
    public static string Match(string column, IEnumerable<string> trigrams) =>
        $"{{\"{column}\"}} : ({string.Join(" AND ", trigrams.Select(trigram => $"\"{trigram.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))})";

    private static string[] Every(int step, IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => Every(step, text)).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Every(int step, string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        var last = runes.Length - Length;
        for (var i = 0; i <= last; i += i == last ? 1 : Math.Min(step, last - i)) yield return string.Concat(runes[i..(i + Length)]);
    }
}
