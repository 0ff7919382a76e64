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

    /// <summary>
    /// An expression that finds the rows with enough trigrams of <paramref name="literals"/> to hold every character of
    /// theirs: every second one and the last. The others would leave out next to no row more, and each costs its list.
    /// Null when there is none.
    /// </summary>
    public static string? Match(string column, IEnumerable<string> literals)
    {
        var expression = new StringBuilder();
        foreach (var literal in literals)
        {
            Rune[] runes = [.. literal.EnumerateRunes()];
            var last = runes.Length - Length;
            for (var i = 0; i <= last; i += i == last ? 1 : Math.Min(2, last - i))
            {
                expression.Append(expression.Length == 0 ? $"{{\"{column}\"}} : (" : " AND ").Append('"');
                foreach (var rune in runes.AsSpan(i, Length))
                {
                    expression.Append(rune.Value == '"' ? "\"\"" : rune.ToString());
                }

                expression.Append('"');
            }
        }

        return expression.Length == 0 ? null : expression.Append(')').ToString();
    }
}
