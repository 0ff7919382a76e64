namespace Pacs.Index.Searching;

/// <summary>How far a search is: the rows it has found and not read yet, and whether there may be more.</summary>
internal sealed class SearchCursor(SearchPosition? start)
{
    private List<SearchPosition> _rows = [];
    private int _next;
    private bool _isLast;

    /// <summary>True once rows were set.</summary>
    public bool IsSet { get; private set; }

    /// <summary>True when rows that were set have not been read yet.</summary>
    public bool HasMore => _next < _rows.Count;

    public bool IsAtEnd => IsSet && _isLast && _next == _rows.Count;

    /// <summary>Behind which row the next page begins; null at the beginning.</summary>
    public SearchPosition? Last { get; private set; } = start;

    public void Set(List<SearchPosition> rows, bool isLast)
    {
        _rows = rows;
        _next = 0;
        _isLast = isLast;
        IsSet = true;
        if (rows.Count > 0) Last = rows[^1];
    }

    /// <summary>The next rows, at most <paramref name="count"/>.</summary>
    public IEnumerable<SearchPosition> Take(int count)
    {
        for (; count > 0 && _next < _rows.Count; count--) yield return _rows[_next++];
    }
}
