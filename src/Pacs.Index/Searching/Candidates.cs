using Pacs.Index.Sqlite;

namespace Pacs.Index.Searching;

/// <summary>
/// The rows that may match, in order, some at a time. A key that narrows is taken at its word up to a number of rows. One that
/// leads to more may lead to nearly all, of which one page is wanted: then rows are walked in order, and only when those that
/// may match are too far apart to fill a page, all are read that the key leads to.
/// </summary>
/// <param name="query">Finds them.</param>
/// <param name="start">Behind which row they begin; null begins with the first.</param>
internal sealed class Candidates(KeyQuery query, SearchPosition? start)
{
    /// <summary>
    /// Reading what a key leads to costs some microseconds a row, and so does walking: together they stay in the order of what
    /// reading all would cost, whatever the archive is like.
    /// </summary>
    private const int MostTakenAtItsWord = 2_000, MostWalked = 8_000;

    private readonly bool _isFromFirst = start is null;
    private List<SearchPosition> _rows = [];
    private SearchPosition? _last = start;
    private int _next;
    private bool _isLast;
    private bool _leadsToMany;

    public bool IsAtEnd => _isLast && _next == _rows.Count;

    /// <summary>How many there are, once all of them have been read, from the first on.</summary>
    public int? Total { get; private set; }

    /// <summary>The next ones, at most <paramref name="count"/>; none at the end only.</summary>
    public IEnumerable<SearchPosition> Take(int count, SqliteReader reader)
    {
        if (_next == _rows.Count && !_isLast) Read(count, reader);
        for (; count > 0 && _next < _rows.Count; count--) yield return _rows[_next++];
    }

    private void Read(int count, SqliteReader reader)
    {
        _next = 0;
        _rows = [];
        if (query.IsPaged) ReadPage(count, reader);
        else if (query.InOrder is not { } inOrder) ReadAll(reader);
        else if (_leadsToMany || !ReadFew(reader)) Walk(inOrder, count, reader);
    }

    private void ReadPage(int count, SqliteReader reader)
    {
        var (sql, parameters) = query.After(_last, count);
        using (var row = reader.Query(sql, parameters))
        {
            while (row.Read()) _rows.Add(PlaceOf(row));
        }

        _isLast = _rows.Count < count;
        if (_rows.Count > 0) _last = _rows[^1];
    }

    /// <summary>What the key leads to behind the last row; <see cref="_rows"/> may begin with what was walked.</summary>
    private void ReadAll(SqliteReader reader)
    {
        var (sql, parameters) = query.After(_last, count: 0);
        using (var row = reader.Query(sql, parameters))
        {
            while (row.Read()) _rows.Add(PlaceOf(row));
        }

        End();
    }

    /// <summary>False when there are more rows than a key may lead to.</summary>
    private bool ReadFew(SqliteReader reader)
    {
        var looked = 0;
        var (sql, parameters) = query.Look(_last, MostTakenAtItsWord + 1);
        using (var row = reader.Query(sql, parameters))
        {
            for (; row.Read(); looked++)
            {
                if (row.GetInt64(2) != 0) _rows.Add(PlaceOf(row));
            }
        }

        _leadsToMany = looked > MostTakenAtItsWord;
        if (_leadsToMany) _rows = [];
        else End();
        return !_leadsToMany;
    }

    private void Walk(KeyQuery inOrder, int count, SqliteReader reader)
    {
        var looked = 0;
        var (sql, parameters) = inOrder.Look(_last, MostWalked);
        using (var row = reader.Query(sql, parameters))
        {
            for (; _rows.Count < count && row.Read(); looked++)
            {
                _last = PlaceOf(row);
                if (row.GetInt64(2) != 0) _rows.Add(_last.Value);
            }
        }

        if (_rows.Count == count) return;

        if (looked < MostWalked) _isLast = true;
        else ReadAll(reader);
    }

    private void End()
    {
        if (!query.IsOrdered) _rows.Sort((left, right) => left.Key.CompareTo(right.Key));
        if (_isFromFirst && !_leadsToMany) Total = _rows.Count;
        _isLast = true;
    }

    private SearchPosition PlaceOf(StatementRows row) =>
        new(row.GetInt64(0), query.IsOrdered && !row.IsNull(1) ? row.GetString(1) : null);
}
