using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Index.Promoting;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Searching;

/// <summary>
/// One search: keys of rows that may match, then the rows a few at a time, each matched and answered as it is asked for.
/// It holds a connection only while it computes, so that a slow receiver neither uses one up nor keeps the write-ahead
/// log from being reused. Unless another order is asked for, answers come in the order their rows were first stored.
/// </summary>
public sealed class Search : IAsyncEnumerable<DataSet>
{
    /// <summary>Small at first, so that the first answers are on their way at once.</summary>
    private const int FirstPage = 32, LaterPage = 512;

    /// <summary>Headers read before a page that has an answer is sent: some hundredths of a second.</summary>
    private const int HeadersPerPage = 200;

    private readonly Func<IndexDatabase> _enter;
    private readonly SearchPlan _plan;
    private readonly Answers _answers;
    private readonly RowReader _rows;
    private readonly OffsetShift? _shift;
    private HeaderMatching? _headers;
    private SearchEnd _end;
    private int _skip;
    private Candidates? _candidates;

    /// <param name="enter">Gives the file that counts now, to be left when the search has ended.</param>
    /// <param name="request">What is looked for.</param>
    internal Search(Func<IndexDatabase> enter, SearchRequest request)
    {
        _enter = enter;
        _plan = new SearchPlan(request);
        _answers = new Answers(request);
        _shift = request.Offset is { } offset ? new OffsetShift(offset, request.LocalZone) : null;
        _rows = new RowReader(request.Level, _answers.Needed, _shift);
        _skip = request.Skip;
        Position = request.After;
    }

    /// <summary>True when a key is neither matched nor answered.</summary>
    public bool HasUnsupportedKeys => _plan.HasUnsupportedKeys;

    /// <summary>How it ended, once all answers have been read.</summary>
    public SearchEnd End => _end == SearchEnd.Complete && _headers is { } headers ? headers.End : _end;

    /// <summary>True when every row matches, so that one can be left out unread.</summary>
    private bool IsOfAll => _plan.Rows.Count == 0 && _plan.Headers.Count == 0;

    /// <summary>Where the answer stands that was read last: what is behind it can be asked for later.</summary>
    public SearchPosition? Position { get; private set; }

    /// <summary>True when what follows the answer that was read last, another one or the end, is there already.</summary>
    public bool IsNextAtHand { get; private set; }

    /// <summary>
    /// How many matches there are in all, wherever answers begin and end: at once where the index keeps count, else by
    /// counting rows that may match, up to <paramref name="max"/>.
    /// </summary>
    public SearchTotal Count(int max, CancellationToken cancellationToken)
    {
        var database = _enter();
        try
        {
            return QueryOf(database) is { } query
                ? Count(database, query, max, cancellationToken)
                : new SearchTotal(0, IsExact: true);
        }
        finally
        {
            database.Leave();
        }
    }

    private SearchTotal Count(IndexDatabase database, KeyQuery query, int max, CancellationToken cancellationToken)
    {
        var isExact = _plan.Headers.Count == 0 && _plan.Rows.All(
            row => MatchableAttributes.Find(row.Matcher.Tag) is { Kind: MatchingKind.Uid } attribute && row.Level == attribute.Level);
        if (_candidates?.Total is { } known) return new SearchTotal(Math.Min(known, max), isExact && known <= max, known > max);

        return database.Readers.Run(
            reader =>
            {
                if (isExact && query.IsOfAll && CountOfAll(reader, query) is { } all) return new SearchTotal(all, IsExact: true);

                using var row = reader.Query(
                    $"SELECT count(*) FROM ({query.Sql} LIMIT 0 + @p{query.Parameters.Count})", [.. query.Parameters, max + 1L]);
                var count = row.Read() ? row.GetInt64(0) : 0;
                return count > max ? new SearchTotal(max, IsExact: false, IsCut: true) : new SearchTotal(count, isExact);
            },
            cancellationToken);
    }

    /// <summary>Runs the search. Once: a search is not run again.</summary>
    public async IAsyncEnumerator<DataSet> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var database = _enter();
        try
        {
            if (_plan.Request.After is { } place && place.Generation != database.Generation)
            {
                _end = SearchEnd.PositionLost;
                yield break;
            }

            if (QueryOf(database) is not { } query) yield break;

            _headers = new HeaderMatching(_plan, database.Promoted, _shift);
            await foreach (var answer in RunAsync(database, query, _headers, cancellationToken)) yield return answer;
        }
        finally
        {
            database.Leave();
        }
    }

    /// <summary>Null when nothing can match: there is no such tenant, or what is the same for all does not.</summary>
    private KeyQuery? QueryOf(IndexDatabase database)
    {
        if (_plan.IsImpossible) return null;

        var request = _plan.Request;
        return database.KeyOf(request.Tenant) is { } key ? KeyQuery.Of(
            request.Level,
            _plan.Narrowing,
            key,
            _plan.Rules,
            request.Order,
            PromotedNarrowings.Of(request.Level, _plan.Narrowing, _plan.Rules, database.Promoted),
            database.Trigrams) : null;
    }

    private async IAsyncEnumerable<DataSet> RunAsync(
        IndexDatabase database,
        KeyQuery query,
        HeaderMatching headers,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = _plan.Request.MaxAnswers;
        var size = (left < FirstPage ? left + 1 : FirstPage) + Math.Min(_skip, LaterPage); // one more tells whether there are more
        var candidates = _candidates = new Candidates(query, _plan.Request.After);
        while (!candidates.IsAtEnd && End != SearchEnd.TooManyHeaders)
        {
            // SQLite computes on the thread that asks: not on that of an association.
            var page = await Task.Run(
                () => database.Readers.Run(reader => Read(candidates, headers, size, left, reader, cancellationToken), cancellationToken),
                cancellationToken);
            foreach (var (i, (position, answer)) in page.Index())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (left-- == 0)
                {
                    _end = SearchEnd.TooManyMatches;
                    yield break;
                }

                Position = position with { Generation = database.Generation };
                IsNextAtHand = i + 1 < page.Count || candidates.IsAtEnd;
                yield return answer;
            }

            size = LaterPage;
        }
    }

    private List<(SearchPosition Position, DataSet Answer)> Read(
        Candidates candidates,
        HeaderMatching headers,
        int size,
        int wanted,
        SqliteReader reader,
        CancellationToken cancellationToken)
    {
        var answers = new List<(SearchPosition, DataSet)>();
        var enough = headers.Left - HeadersPerPage;
        foreach (var position in candidates.Take(size, reader))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_skip > 0 && IsOfAll)
            {
                _skip--;
                continue;
            }

            if (_rows.Read(position.Key, reader) is not { } row || !Matches(row)) continue;
            if (!headers.Matches(row, position.Key, reader, cancellationToken))
            {
                if (End == SearchEnd.TooManyHeaders) break;
                continue;
            }

            if (_skip > 0) _skip--;
            else answers.Add((position, _answers.Of(row)));

            if (headers.Left < enough || answers.Count > wanted) break;
        }

        return answers;
    }

    private long? CountOfAll(SqliteReader reader, KeyQuery query)
    {
        var column = _plan.Request.Level switch
        {
            QueryLevel.Patient => "NumberOfPatients",
            QueryLevel.Study => "NumberOfStudies",
            QueryLevel.Series => "NumberOfSeries",
            _ => "NumberOfInstances",
        };
        using var row = reader.Query($"SELECT \"{column}\" FROM \"Tenant\" WHERE \"Key\" = @p0", query.Parameters[0]);
        return row.Read() ? row.GetInt64(0) : null;
    }

    private bool Matches(SearchRow row)
    {
        foreach (var (level, matcher) in _plan.Rows)
        {
            if (level is not { } at || !matcher.Matches(row[at])) return false;
        }

        return true;
    }
}
