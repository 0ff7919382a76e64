namespace Pacs.Files;

/// <summary>The segments open for reading, the least recently used closed first, and none while somebody reads it.</summary>
internal sealed class SegmentHandles(StoreLayout layout, Disk disk, int capacity) : IDisposable
{
    private readonly object _gate = new(); // waited on, so not a Lock
    private readonly Dictionary<SegmentId, LinkedListNode<SegmentHandle>> _open = [];
    private readonly LinkedList<SegmentHandle> _byUse = new(); // the most recent first
    private readonly List<SegmentHandle> _evicted = []; // while somebody reads them
    private readonly HashSet<SegmentId> _changing = [];
    private int _changes;

    /// <summary>A handle to read from; give it back with <see cref="Return"/>.</summary>
    public SegmentHandle Rent(SegmentId id)
    {
        while (true)
        {
            if (TryRent(id, out var changes) is { } handle)
                return handle;

            var opened = Open(id); // outside the lock: a slow disk must not stop those who read from other segments
            if (TryRegister(opened, changes, out var superfluous) is { } registered)
            {
                superfluous?.File.Dispose();
                return registered;
            }

            opened.File.Dispose(); // it may have been opened before a change: perhaps it is no more
        }
    }

    /// <summary>
    /// Does something to a segment's file that nobody may see half done. False, and not done, while somebody reads it;
    /// who comes meanwhile waits.
    /// </summary>
    public bool TryAlone(SegmentId id, Action change)
    {
        SegmentHandle? idle = null;
        lock (_gate)
        {
            var node = _open.GetValueOrDefault(id);
            if (node is { Value.Users: > 0 } || _evicted.Exists(handle => handle.Id == id) || !_changing.Add(id))
                return false;

            _changes++;
            if (node is not null)
            {
                _byUse.Remove(node);
                _open.Remove(id);
                idle = node.Value;
            }
        }

        try
        {
            idle?.File.Dispose();
            change();
            return true;
        }
        finally
        {
            lock (_gate)
            {
                _changing.Remove(id);
                Monitor.PulseAll(_gate);
            }
        }
    }

    public void Return(SegmentHandle handle)
    {
        lock (_gate)
        {
            if (--handle.Users > 0 || !handle.IsEvicted)
                return;
            _evicted.Remove(handle);
        }

        handle.File.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            while (_byUse.Count > 0)
                Evict()?.File.Dispose();
        }
    }

    private SegmentHandle? TryRent(SegmentId id, out int changes)
    {
        lock (_gate)
        {
            while (_changing.Contains(id))
                Monitor.Wait(_gate);
            changes = _changes;
            return _open.TryGetValue(id, out var node) ? Use(node) : null;
        }
    }

    /// <summary>Null when there was a change since the count was taken.</summary>
    private SegmentHandle? TryRegister(SegmentHandle opened, int changes, out SegmentHandle? superfluous)
    {
        superfluous = null;
        SegmentHandle rented;
        lock (_gate)
        {
            if (_changes != changes)
                return null;

            if (_open.TryGetValue(opened.Id, out var node))
            {
                rented = Use(node);
                superfluous = opened;
            }
            else
            {
                _open[opened.Id] = _byUse.AddFirst(opened);
                opened.Users++;
                rented = opened;
                superfluous = _open.Count > capacity ? Evict() : null;
            }
        }

        return rented;
    }

    private SegmentHandle Use(LinkedListNode<SegmentHandle> node)
    {
        if (_byUse.First != node)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }

        node.Value.Users++;
        return node.Value;
    }

    /// <summary>Forgets the least recently used; its file is to be closed now when it is returned, else by its last reader.</summary>
    private SegmentHandle? Evict()
    {
        if (_byUse.Last is not { } last)
            return null;

        _byUse.Remove(last);
        _open.Remove(last.Value.Id);
        last.Value.IsEvicted = true;
        if (last.Value.Users == 0)
            return last.Value;

        _evicted.Add(last.Value);
        return null;
    }

    private SegmentHandle Open(SegmentId id)
    {
        // Sealing renames a file, so one that is not found under its open name is looked for under its final one.
        if (!disk.Exists(layout.SealedSegment(id)))
        {
            try
            {
                return new SegmentHandle(id, disk.OpenForReading(layout.OpenSegment(id)));
            }
            catch (FileNotFoundException) when (disk.Exists(layout.SealedSegment(id)))
            {
            }
        }

        return new SegmentHandle(id, disk.OpenForReading(layout.SealedSegment(id)));
    }
}
