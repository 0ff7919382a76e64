namespace Pacs.Files;

/// <summary>
/// Writes to a shard, one group at a time: what waits is written with one call, synced once, and completed; whatever
/// arrives meanwhile shares the next sync.
/// <para>
/// Who appends while nobody writes does so on its own thread, and is done when it returns. A thread for it would have to
/// be woken, and wake the caller again: two switches, which for a small body cost more than the sync.
/// </para>
/// </summary>
internal sealed class ShardWriter
{
    private readonly int _shard;
    private readonly StoreLayout _layout;
    private readonly Disk _disk;
    private readonly SpaceFloor _floor;
    private readonly LogClock _clock;
    private readonly long _segmentLength;
    private readonly object _gate = new(); // waited on, so not a Lock
    private readonly WaitCallback _writeNext;
    private readonly List<PendingAppend> _group = [];
    private readonly List<PendingAppend> _spilled = [];
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private List<PendingAppend> _waiting = [];
    private List<PendingAppend> _taken = [];
    private OpenSegment? _segment;
    private int _lastNumber;
    private long _groupLength;
    private bool _isWriting;
    private bool _isClosing;

    public ShardWriter(
        int shard,
        StoreLayout layout,
        Disk disk,
        SpaceFloor floor,
        LogClock clock,
        long segmentLength,
        OpenSegment? segment,
        int lastNumber)
    {
        _shard = shard;
        _layout = layout;
        _disk = disk;
        _floor = floor;
        _clock = clock;
        _segmentLength = segmentLength;
        _segment = segment;
        _lastNumber = lastNumber;
        _writeNext = _ => WriteNext();
    }

    /// <summary>What is durable of a segment while it is the one appended to; null when it is not.</summary>
    public long? DurableLengthOf(SegmentId id)
    {
        var segment = Volatile.Read(ref _segment);
        return segment?.Id == id ? segment.Length : null;
    }

    /// <summary>Which segment is appended to; null when the next append begins one.</summary>
    public SegmentId? Current => Volatile.Read(ref _segment)?.Id;

    /// <summary>Ends the segment that is appended to, as if it were full. What it holds can be given back then.</summary>
    public void SealCurrent()
    {
        lock (_gate)
        {
            while (_isWriting)
                Monitor.Wait(_gate);
            if (_isClosing)
                return;
            _isWriting = true;
        }

        Seal();
        Continue();
    }

    /// <summary>The highest number that was ever used.</summary>
    public int LastNumber => Volatile.Read(ref _lastNumber);

    public void Append(PendingAppend append)
    {
        bool isRefused;
        lock (_gate)
        {
            isRefused = _isClosing;
            if (!isRefused)
            {
                _waiting.Add(append);
                if (_isWriting)
                    return;
                _isWriting = true;
            }
        }

        if (isRefused)
            append.Finish(AppendFailure.Closed);
        else
            WriteNext();
    }

    /// <summary>Takes nothing more, and returns when all that waits is written.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosing = true;
            while (_isWriting)
                Monitor.Wait(_gate);
        }

        _segment?.Dispose();
    }

    /// <summary>Writes what waits. What has come by then is left to a thread of the pool: the caller has its own work.</summary>
    private void WriteNext()
    {
        lock (_gate)
            (_taken, _waiting) = (_waiting, _taken);

        foreach (var append in _taken)
        {
            if (append.Body.IsSpilled)
                _spilled.Add(append);
            else
                Add(append);
        }

        WriteGroup();
        AdoptSpilled();
        _taken.Clear();
        Continue();
    }

    /// <summary>Leaves the writing to the pool, or to whoever comes.</summary>
    private void Continue()
    {
        lock (_gate)
        {
            _isWriting = _waiting.Count > 0;
            if (_isWriting)
                ThreadPool.UnsafeQueueUserWorkItem(_writeNext, null);
            else
                Monitor.PulseAll(_gate);
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
                append.Body.AddTo(_buffers, append.Header(_clock, syncedBefore: segment.Length), offset);
                append.Extent = new Extent(segment.Id, offset + TarHeader.Size, append.Body.Length);
                offset += append.Body.MemberLength;
            }

            segment.Append(_buffers, _groupLength);
        }
#pragma warning disable CA1031 // Whoever waits gets an answer, and the shard goes on, whatever it was.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = AppendFailure.Of(e);
            if (e is not IOException || _segment is { IsPoisoned: true })
                Leave();
        }

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
    /// Bodies that waited on disk are durable segments but for a header. They get that and their names, and one sync of the
    /// directory makes all of the names durable. What comes after them is appended to the last of them: so members lie in
    /// the log in the order in which they were acknowledged.
    /// </summary>
    private void AdoptSpilled()
    {
        if (_spilled.Count == 0)
            return;

        var last = _spilled[^1];
        _spilled.RemoveAll(append => !TryMove(append, isContinued: IsContinued(append, last)));
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

        if (failure is not null)
            _spilled.ForEach(append => Withdraw(append.Extent.Segment));
        else if (_spilled.Count > 0)
            ContinueAfter(_spilled[^1], isOpen: IsContinued(_spilled[^1], last));

        _spilled.ForEach(append => append.Finish(failure));
        _spilled.Clear();
    }

    private bool IsContinued(PendingAppend append, PendingAppend last) =>
        append == last && append.Body.MemberLength < _segmentLength;

    private bool TryMove(PendingAppend append, bool isContinued)
    {
        var id = new SegmentId(_shard, ++_lastNumber);
        append.Extent = new Extent(id, TarHeader.Size, append.Body.Length);
        try
        {
            append.Body.MoveFile(
                append.Header(_clock, syncedBefore: 0), isContinued ? _layout.OpenSegment(id) : _layout.SealedSegment(id));
            return true;
        }
        catch (IOException e)
        {
            append.Finish(AppendFailure.Of(e));
            return false;
        }
    }

    /// <summary>
    /// Nothing more goes into the segment of a lower number. When the file cannot be opened it stays as it is until the
    /// store is opened next, and the next append begins another.
    /// </summary>
    private void ContinueAfter(PendingAppend append, bool isOpen)
    {
        Seal();
        if (!isOpen)
            return;

        var id = append.Extent.Segment;
        try
        {
            var file = _disk.OpenForWriting(_layout.OpenSegment(id));
            Volatile.Write(ref _segment, OpenSegment.Resume(_disk, _layout, id, file, append.Body.MemberLength));
        }
        catch (IOException)
        {
        }
    }

    private void Withdraw(SegmentId id)
    {
        try
        {
            var open = _layout.OpenSegment(id);
            _disk.Delete(_disk.Exists(open) ? open : _layout.SealedSegment(id));
        }
        catch (IOException)
        {
            // Then it is found when the store is opened next: an instance that was sent, but never acknowledged.
        }
    }
}
