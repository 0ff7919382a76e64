namespace Pacs.Files;

/// <summary>
/// The one writer of a shard. It takes what waits, writes it with one call, syncs once, and completes all of it; whatever
/// arrives meanwhile shares the next sync.
/// <para>
/// It has a thread of its own: waking a thread of the pool instead measured the same, and a sync would block it.
/// </para>
/// </summary>
internal sealed class ShardWriter
{
    private readonly int _shard;
    private readonly StoreLayout _layout;
    private readonly Disk _disk;
    private readonly SpaceFloor _floor;
    private readonly long _segmentLength;
    private readonly object _gate = new(); // waited on, so not a Lock
    private readonly List<PendingAppend> _group = [];
    private readonly List<PendingAppend> _spilled = [];
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private List<PendingAppend> _waiting = [];
    private OpenSegment? _segment;
    private int _lastNumber;
    private long _groupLength;
    private bool _isClosing;
    private Thread? _thread;

    public ShardWriter(
        int shard, StoreLayout layout, Disk disk, SpaceFloor floor, long segmentLength, OpenSegment? segment, int lastNumber)
    {
        _shard = shard;
        _layout = layout;
        _disk = disk;
        _floor = floor;
        _segmentLength = segmentLength;
        _segment = segment;
        _lastNumber = lastNumber;
    }

    public void Start()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = $"Shard {_shard} writer" };
        _thread.Start();
    }

    /// <summary>What is durable of a segment while it is the one appended to; null when it is not.</summary>
    public long? DurableLengthOf(SegmentId id)
    {
        var segment = Volatile.Read(ref _segment);
        return segment?.Id == id ? segment.Length : null;
    }

    public void Append(PendingAppend append)
    {
        lock (_gate)
        {
            if (!_isClosing)
            {
                _waiting.Add(append);
                Monitor.Pulse(_gate);
                return;
            }
        }

        append.Finish(AppendFailure.Closed);
    }

    /// <summary>Writes what waits, takes nothing more, and returns when all is done.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosing = true;
            Monitor.Pulse(_gate);
        }

        _thread?.Join();
        _segment?.Dispose();
    }

    private void Run()
    {
        List<PendingAppend> taken = [];
        while (Take(ref taken))
        {
            foreach (var append in taken)
            {
                if (append.Body.IsSpilled)
                    _spilled.Add(append);
                else
                    Add(append);
            }

            WriteGroup();
            AdoptSpilled();
            taken.Clear();
        }
    }

    private bool Take(ref List<PendingAppend> taken)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isClosing)
                Monitor.Wait(_gate);

            (taken, _waiting) = (_waiting, taken);
            return taken.Count > 0;
        }
    }

    private void Add(PendingAppend append)
    {
        var length = append.Body.MemberLength;
        if (_floor.Refuses(length) is { } refusal)
        {
            append.Finish(refusal);
            return;
        }

        if (IsFullWith(length))
            WriteGroup();
        if (IsFullWith(length))
            Seal();

        _group.Add(append);
        _groupLength += length;
    }

    private bool IsFullWith(long length)
    {
        var end = (_segment?.Length ?? 0) + _groupLength;
        return end > 0 && end + length > _segmentLength;
    }

    private void WriteGroup()
    {
        if (_group.Count == 0)
            return;

        AppendFailure? failure = null;
        try
        {
            var segment = _segment ?? Begin();
            var offset = segment.Length;
            foreach (var append in _group)
            {
                append.Body.AddTo(_buffers, append.Header(syncedBefore: segment.Length), offset);
                append.Extent = new Extent(segment.Id, offset + TarHeader.Size, append.Body.Length);
                offset += append.Body.MemberLength;
            }

            segment.Append(_buffers, _groupLength);
        }
        catch (IOException e)
        {
            failure = AppendFailure.Of(e);
        }

        if (_segment is { IsPoisoned: true })
            Leave();
        foreach (var append in _group)
            append.Finish(failure);

        _group.Clear();
        _groupLength = 0;
        _buffers.Clear();
    }

    private OpenSegment Begin()
    {
        // The number is used up even when this fails half way: a file that is there and should not be is left alone.
        var segment = OpenSegment.Create(_disk, _layout, new SegmentId(_shard, ++_lastNumber));
        Volatile.Write(ref _segment, segment);
        return segment;
    }

    private void Seal()
    {
        _segment?.Seal();
        Leave();
    }

    private void Leave()
    {
        _segment?.Dispose();
        Volatile.Write(ref _segment, null);
    }

    /// <summary>
    /// Bodies that waited on disk are complete and durable segments already; they get their names, and one sync of the
    /// directory makes all of the names durable.
    /// </summary>
    private void AdoptSpilled()
    {
        if (_spilled.Count == 0)
            return;

        for (var i = _spilled.Count - 1; i >= 0; i--)
        {
            var append = _spilled[i];
            var id = new SegmentId(_shard, ++_lastNumber);
            append.Extent = new Extent(id, TarHeader.Size, append.Body.Length);
            try
            {
                append.Body.MoveFile(_layout.SealedSegment(id));
            }
            catch (IOException e)
            {
                append.Finish(AppendFailure.Of(e));
                _spilled.RemoveAt(i);
            }
        }

        AppendFailure? failure = null;
        try
        {
            if (_spilled.Count > 0)
                _disk.SyncDirectory(_layout.Shard(_shard));
        }
        catch (IOException e)
        {
            failure = AppendFailure.Of(e);
        }

        foreach (var append in _spilled)
        {
            if (failure is not null)
                Withdraw(append.Extent.Segment);
            append.Finish(failure);
        }

        _spilled.Clear();
    }

    private void Withdraw(SegmentId id)
    {
        try
        {
            _disk.Delete(_layout.SealedSegment(id));
        }
        catch (IOException)
        {
            // Then it is found when the store is opened next: an instance that was sent, but never acknowledged.
        }
    }
}
