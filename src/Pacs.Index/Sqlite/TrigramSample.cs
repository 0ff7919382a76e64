using Pacs.Index.Model;
using Pacs.Index.Searching;
using Pacs.Index.Writing;

namespace Pacs.Index.Sqlite;

/// <summary>
/// Which trigrams few rows have, by what some of the rows hold. The list of one that a fifth of all names have takes a
/// millisecond to read among a million studies, and leaves out next to nothing; those of the rarest find the row.
/// </summary>
internal sealed class TrigramSample(SqliteReaders readers, TimeProvider time)
{
    /// <summary>Stretches of neighbours, so that a cold disk is asked for few pages.</summary>
    private const int Stretches = 100, RowsOfStretch = 10;

    /// <summary>What one row in two hundred has is not rare.</summary>
    private const int MostOfRare = Stretches * RowsOfStretch / 200;

    /// <summary>The lists of more cost more than the rows that they leave out.</summary>
    private const int MostChosen = 3;

    private static readonly TimeSpan LookedAfter = TimeSpan.FromSeconds(1);

    private readonly Sample?[] _samples = new Sample?[Enum.GetValues<QueryLevel>().Length];

    /// <summary>The trigrams of a pattern to look up when there is a rare one among them; null when there is none.</summary>
    /// <param name="attribute">Whose text it is.</param>
    /// <param name="literals">The stretches of the pattern.</param>
    /// <param name="covering">Their <see cref="TrigramTables.CoveringOf"/>.</param>
    public IReadOnlyList<string>? RarestOf(
        MatchableAttribute attribute, IReadOnlyCollection<string> literals, IReadOnlyList<string> covering)
    {
        var counts = Of(attribute.Level).Counts;
        var rarest = covering
            .Union(TrigramTables.TrigramsOf(literals)) // those that lie apart first: neighbours say nearly the same
            .Select(trigram => (Trigram: trigram, Count: counts.GetValueOrDefault((attribute.Column, trigram))))
            .OrderBy(one => one.Count)
            .Take(MostChosen)
            .ToList();
        return rarest is [{ Count: <= MostOfRare }, ..] ? [.. rarest.Select(one => one.Trigram)] : null;
    }

    /// <summary>Of the rows as they are, or as they were when there were half as many.</summary>
    private Sample Of(QueryLevel level)
    {
        var known = Volatile.Read(ref _samples[(int)level]);
        if (known is not null && time.GetElapsedTime(known.LookedAt) < LookedAfter) return known;

        var table = LevelTable.Of(level);
        var sample = readers.Run(
            reader =>
            {
                var last = LastKey(table, reader);
                return known is not null && last < 2 * known.LastKey ? known : new Sample(last, CountsOf(table, last, reader));
            },
            CancellationToken.None) with { LookedAt = time.GetTimestamp() };
        Volatile.Write(ref _samples[(int)level], sample);
        return sample;
    }

    private static long LastKey(LevelTable table, SqliteReader reader)
    {
        using var row = reader.Query($"SELECT max(\"Key\") FROM \"{table.Name}\"");
        return row.Read() && !row.IsNull(0) ? row.GetInt64(0) : 0;
    }

    private static Dictionary<(string Column, string Trigram), int> CountsOf(LevelTable table, long lastKey, SqliteReader reader)
    {
        string[] columns = [.. LevelRow.TextColumnsOf(table.Level)];
        var sql = $"SELECT {string.Join(", ", columns.Select(column => $"\"{column}\""))} FROM \"{table.Name}\" WHERE \"Key\" BETWEEN @p0 AND @p1";
        var counts = new Dictionary<(string Column, string Trigram), int>();
        var step = Math.Max(RowsOfStretch, lastKey / Stretches);
        for (long key = 1; key <= lastKey; key += step)
        {
            using var row = reader.Query(sql, key, key + RowsOfStretch - 1);
            while (row.Read())
            {
                foreach (var (i, column) in columns.Index())
                {
                    if (row.IsNull(i)) continue;

                    foreach (var trigram in TrigramTables.TrigramsOf([row.GetString(i)]))
                    {
                        counts[(column, trigram)] = counts.GetValueOrDefault((column, trigram)) + 1;
                    }
                }
            }
        }

        return counts;
    }

    /// <param name="LastKey">The highest key then.</param>
    /// <param name="Counts">How many of the rows that were read have a trigram; one that is not there, none.</param>
    private sealed record Sample(long LastKey, IReadOnlyDictionary<(string Column, string Trigram), int> Counts)
    {
        /// <summary>When it was last seen to be new enough, a timestamp.</summary>
        public long LookedAt { get; init; }
    }
}
