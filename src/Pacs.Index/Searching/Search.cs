using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Searching;

/// <summary>
/// One search: keys of rows that may match, then the rows a few at a time, each matched and answered. It holds a
/// connection only while it computes, so that a slow receiver neither uses one up nor keeps the write-ahead log from
/// being reused. Answers come in the order their rows were first stored.
/// </summary>
internal sealed class Search
{
    /// <summary>Small at first, so that the first answers are on their way at once.</summary>
    private const int FirstPage = 32, LaterPage = 512;

    private readonly SqliteReaders _readers;
    private readonly KeyQuery _query;
    private readonly (QueryLevel? Level, AttributeMatcher Matcher)[] _matchers;
    private readonly Answers _answers;
    private readonly RowReader _rows;

    public Search(SqliteReaders readers, QueryLevel level, DataSet keys, long tenant)
    {
        _readers = readers;
        _query = KeyQuery.Of(level, keys, tenant);
        _answers = new Answers(level, keys);
        _rows = new RowReader(level, _answers.Needed);
        _matchers =
        [
            .. keys.Where(key => !QueryControls.Contains(key.Tag))
                .Where(key => SearchRow.LevelOf(key.Tag) is not { } at || at <= level)
                .Select(key => AttributeMatcher.Of(key, keys))
                .OfType<AttributeMatcher>()
                .Select(matcher => (SearchRow.LevelOf(matcher.Tag), matcher)),
        ];
    }

    public async IAsyncEnumerable<DataSet> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = FirstPage;
        var cursor = new SearchCursor();
        while (!cursor.IsAtEnd)
        {
            // SQLite computes on the thread that asks: not on that of an association.
            var page = await Task.Run(
                () => _readers.Run(reader => Read(cursor, size, reader, cancellationToken), cancellationToken),
                cancellationToken);
            foreach (var answer in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return answer;
            }

            size = LaterPage;
        }
    }

    private List<DataSet> Read(SearchCursor cursor, int size, SqliteReader reader, CancellationToken cancellationToken)
    {
        if (_query.IsPaged)
        {
            var page = ReadKeys(reader, [.. _query.Parameters, cursor.LastKey, (long)size]);
            cursor.Set(page, isLast: page.Count < size);
        }
        else if (!cursor.IsSet)
        {
            var all = ReadKeys(reader, [.. _query.Parameters]);
            all.Sort();
            cursor.Set(all, isLast: true);
        }

        var answers = new List<DataSet>();
        foreach (var key in cursor.Take(size))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_rows.Read(key, reader) is { } row && Matches(row)) answers.Add(_answers.Of(row));
        }

        return answers;
    }

    private List<long> ReadKeys(SqliteReader reader, object[] parameters)
    {
        var keys = new List<long>();
        using var row = reader.Query(_query.Sql, parameters);
        while (row.Read()) keys.Add(row.GetInt64(0));
        return keys;
    }

    private bool Matches(SearchRow row)
    {
        foreach (var (level, matcher) in _matchers)
        {
            if (level is not { } at || !matcher.Matches(row[at])) return false;
        }

        return true;
    }
}
