using Microsoft.Data.Sqlite;
using Pacs.Index.Model;
using Pacs.Index.Searching;
using Pacs.Index.Writing;
using SQLitePCL;

namespace Pacs.Index.Sqlite;

/// <summary>
/// Each transaction leaves the trigram tables a segment more, in which every search looks up every trigram; FTS5 merges them in fours
/// while it writes. Here they are merged in twos, so that of each length there is one, a few pages at a time, when there is time for it.
/// </summary>
internal sealed class TextMerges : IDisposable
{
    /// <summary>Some milliseconds' worth.</summary>
    private const int PagesAtOnce = 16;

    /// <summary>A merge that finds nothing to do is a change nevertheless (sqlite.org/fts5.html, 6.10).</summary>
    private const int ChangesOfNothing = 1;

    private readonly SqliteConnection _connection;
    private readonly PreparedStatement[] _merges;
    private bool _isSet;

    /// <param name="connection">The one that writes.</param>
    public TextMerges(SqliteConnection connection)
    {
        _connection = connection;
        _merges = [.. Tables.Select(table => new PreparedStatement(connection, Command(table, "merge")))];
    }

    private static IEnumerable<string> Tables => Enum.GetValues<QueryLevel>()
        .Where(level => LevelRow.TextColumnsOf(level).Any())
        .Select(level => TrigramTables.NameOf(LevelTable.Of(level)));

    /// <summary>Merges some pages; false when there is nothing to merge.</summary>
    /// <exception cref="SqliteException">The disk is full, or fails.</exception>
    public bool Step()
    {
        if (!_isSet) SetLeast();
        return Array.Exists(_merges, merge =>
        {
            var before = raw.sqlite3_total_changes(_connection.Handle);
            merge.Execute((long)PagesAtOnce);
            return raw.sqlite3_total_changes(_connection.Handle) - before > ChangesOfNothing;
        });
    }

    public void Dispose()
    {
        foreach (var merge in _merges) merge.Dispose();
    }

    private static string Command(string table, string command) => $"""INSERT INTO "{table}" ("{table}", rank) VALUES ('{command}', @p0)""";

    private void SetLeast()
    {
        foreach (var table in Tables)
        {
            using var set = new PreparedStatement(_connection, Command(table, "usermerge"));
            set.Execute(2L);
        }

        _isSet = true;
    }
}
