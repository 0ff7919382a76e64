namespace Pacs.Index.Writing;

/// <summary>
/// How far one segment is in the index. Instances arrive here out of the order of the log: what lies beyond a gap is
/// remembered until the gap is closed, and only what has none before it counts as applied.
/// </summary>
internal sealed class SegmentProgress
{
    private readonly SortedList<long, long> _beyond;

    public SegmentProgress(long appliedTo)
        : this(appliedTo, [])
    {
    }

    private SegmentProgress(long appliedTo, SortedList<long, long> beyond)
    {
        AppliedTo = appliedTo;
        _beyond = beyond;
    }

    public long AppliedTo { get; private set; }

    public SegmentProgress Copy() => new(AppliedTo, new SortedList<long, long>(_beyond));

    public void Add(long start, long end)
    {
        if (start > AppliedTo)
        {
            AddBeyond(start, end);
            return;
        }

        AppliedTo = Math.Max(AppliedTo, end);
        while (_beyond.Count > 0 && _beyond.Keys[0] <= AppliedTo)
        {
            AppliedTo = Math.Max(AppliedTo, _beyond.Values[0]);
            _beyond.RemoveAt(0);
        }
    }

    /// <summary>Mostly it continues the last one, so that a gap that stays does not make the list long.</summary>
    private void AddBeyond(long start, long end)
    {
        var last = _beyond.Count - 1;
        if (last >= 0 && _beyond.Values[last] == start) _beyond.SetValueAtIndex(last, end);
        else _beyond[start] = Math.Max(end, _beyond.GetValueOrDefault(start));
    }
}
