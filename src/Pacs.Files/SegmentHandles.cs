namespace Pacs.Files;

/// <summary>The segments open for reading, the least recently used closed first, and none while somebody reads it.</summary>
internal sealed class SegmentHandles(StoreLayout layout, Disk disk, int capacity) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SegmentId, LinkedListNode<SegmentHandle>> _open = [];
    private readonly LinkedList<SegmentHandle> _byUse = new(); // the most recent first

    /// <summary>A handle to read from; give it back with <see cref="Return"/>.</summary>
    public SegmentHandle Rent(SegmentId id)
    {
        if (TryRent(id) is { } handle)
            return handle;

        var opened = Open(id); // outside the lock: a slow disk must not stop those who read from other segments
        SegmentHandle rented;
        SegmentHandle? superfluous;
        lock (_gate)
        {
            if (_open.TryGetValue(id, out var node))
            {
                rented = Use(node);
                superfluous = opened;
            }
            else
            {
                _open[id] = _byUse.AddFirst(opened);
                opened.Users++;
                rented = opened;
                superfluous = _open.Count > capacity ? Evict() : null;
            }
        }

        superfluous?.File.Dispose();
        return rented;
    }

    public void Return(SegmentHandle handle)
    {
        lock (_gate)
        {
            if (--handle.Users > 0 || !handle.IsEvicted)
                return;
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

    private SegmentHandle? TryRent(SegmentId id)
    {
        lock (_gate)
            return _open.TryGetValue(id, out var node) ? Use(node) : null;
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
        return last.Value.Users == 0 ? last.Value : null;
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
