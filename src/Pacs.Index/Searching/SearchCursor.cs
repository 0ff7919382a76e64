namespace Pacs.Index.Searching;

/// <summary>How far a search is: the keys it has found and not read yet, and whether there may be more.</summary>
internal sealed class SearchCursor
{
    private List<long> _keys = [];
    private int _next;
    private bool _isLast;

    /// <summary>True once keys were set.</summary>
    public bool IsSet { get; private set; }

    /// <summary>True when keys that were set have not been read yet.</summary>
    public bool HasMore => _next < _keys.Count;

    public bool IsAtEnd => IsSet && _isLast && _next == _keys.Count;

    /// <summary>The key after which the next page begins.</summary>
    public long LastKey { get; private set; } = long.MinValue;

    public void Set(List<long> keys, bool isLast)
    {
        _keys = keys;
        _next = 0;
        _isLast = isLast;
        IsSet = true;
        if (keys.Count > 0) LastKey = keys[^1];
    }

    /// <summary>The next keys, at most <paramref name="count"/>.</summary>
    public IEnumerable<long> Take(int count)
    {
        for (; count > 0 && _next < _keys.Count; count--) yield return _keys[_next++];
    }
}
