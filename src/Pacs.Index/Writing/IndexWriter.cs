using Microsoft.Data.Sqlite;
using Pacs.Index.Promoting;

namespace Pacs.Index.Writing;

/// <summary>
/// The queue before the one writer: what waits is applied in one transaction and answered when that is committed. The more
/// wait, the less each costs. Who comes while nothing is being written writes on its own thread, which saves waking another
/// and being woken by it.
/// <para>
/// A new instance need not be waited for. It is promised: whoever asks the index sees to it that what was promised before is
/// committed first, so nobody can tell the difference. Most are committed together before anybody asks.
/// </para>
/// </summary>
internal sealed class IndexWriter : IDisposable
{
    /// <summary>Beyond this a transaction only makes the first of it wait longer.</summary>
    private const int MaxBatch = 256;

    /// <summary>Who asks may have to commit as many first, which takes some milliseconds.</summary>
    private const int MostPromised = 64;

    private const int PromisedForMilliseconds = 10, RetriedAfterMilliseconds = 1000;

    private const int TidiedAfterMilliseconds = 1000, TidiedAgainAfterMilliseconds = 10;

    private readonly object _gate = new(); // waited on, so not a Lock
    private readonly WaitCallback _writeWaiting;
    private readonly BatchWriter _batches;
    private readonly Func<bool> _tidy;
    private readonly Timer _later;
    private readonly Timer _whenIdle;
    private readonly HashSet<(string Tenant, string SopInstanceUid)> _promised = [];
    private List<PendingWrite> _waiting = [];
    private List<PendingWrite> _taken = [];
    private long _given, _kept; // promises
    private int _late; // promised, tried and failed
    private Exception? _lastFailure;
    private bool _isScheduled; // the pool will write, unless somebody does before
    private bool _isWriting;
    private bool _isClosing;
    private bool _isHeld;
    private IndexWriter? _successor;

    /// <param name="connection">The one that writes.</param>
    /// <param name="text">What enters text, and takes it out.</param>
    /// <param name="promoted">Attributes beyond those that always are indexed.</param>
    /// <param name="tidy">
    /// Does a little of what makes searching quicker, when nobody has written for a second; false when nothing is left to do.
    /// </param>
    public IndexWriter(SqliteConnection connection, TextStatements text, PromotedAttributes promoted, Func<bool> tidy)
    {
        _tidy = tidy;
        _batches = new BatchWriter(connection, text, promoted);
        _writeWaiting = _ => WriteWaiting();
        _later = new Timer(_ => WriteWaiting());
        _whenIdle = new Timer(_ => Tidy());
        _whenIdle.Change(TidiedAfterMilliseconds, Timeout.Infinite);
    }

    /// <summary>What is known of series without looking.</summary>
    public RecentSeries Recent => _batches.Recent;

    /// <summary>Why instances that were promised are not in the index, which is tried again; null when all are.</summary>
    public string? Trouble
    {
        get
        {
            lock (_gate) return _late == 0 ? null : $"{_late} instances could not be entered: {_lastFailure?.Message}";
        }
    }

    public IReadOnlyList<AppliedPosition> Positions()
    {
        KeepPromises();
        return _batches.Positions();
    }

    /// <param name="write">What is to be applied, after everything queued before it.</param>
    /// <param name="mayWriteHere">
    /// False for a caller that has more to queue: it is written by another thread, in larger transactions.
    /// </param>
    /// <exception cref="ObjectDisposedException">The index is being closed.</exception>
    public Task<IndexOutcome> Enqueue(PendingWrite write, bool mayWriteHere)
    {
        IndexWriter? successor;
        lock (_gate)
        {
            successor = _successor;
            if (successor is null)
            {
                ObjectDisposedException.ThrowIf(_isClosing, this);
                _waiting.Add(write);
                if (_isWriting || _isHeld) return write.Completion;
                if (!mayWriteHere)
                {
                    Schedule();
                    return write.Completion;
                }

                _isWriting = true;
            }
        }

        if (successor is not null) return successor.Enqueue(write, mayWriteHere);
        WriteNext();
        return write.Completion;
    }

    /// <summary>
    /// Queues an instance that nobody waits for. False, and nothing done, when it has to be waited for: because its UID is
    /// promised already, because writing is held up, or because an earlier promise could not be kept.
    /// </summary>
    public bool TryPromise(PendingWrite write, IndexedInstance instance)
    {
        lock (_gate)
        {
            if (_isClosing || _isHeld || _successor is not null || _late > 0) return false;
            if (!_promised.Add((instance.Tenant, instance.SopInstanceUid))) return false;

            write.Promised = instance;
            _waiting.Add(write);
            _given++;
            if (_isWriting) return true;

            if (_waiting.Count >= MostPromised) Schedule();
            else if (_waiting.Count == 1) _later.Change(PromisedForMilliseconds, Timeout.Infinite);
            return true;
        }
    }

    /// <summary>
    /// Returns when what was promised before is committed, or was tried once more. Whoever reads calls it first.
    /// </summary>
    public void KeepPromises()
    {
        var given = Volatile.Read(ref _given);
        if (Volatile.Read(ref _kept) >= given) return;

        lock (_gate)
        {
            while (_isWriting && _kept < given) Monitor.Wait(_gate);
            if (_kept >= given || _isHeld || _isClosing) return;
            _isWriting = true;
        }

        WriteNext();
    }

    /// <summary>As <see cref="KeepPromises()"/>, for who reads nothing but what is under this UID.</summary>
    public void KeepPromise(string tenant, string sopInstanceUid)
    {
        if (IsPromised(tenant, sopInstanceUid)) KeepPromises();
    }

    public bool IsPromised(string tenant, string sopInstanceUid)
    {
        if (Volatile.Read(ref _kept) >= Volatile.Read(ref _given)) return false;
        lock (_gate) return _promised.Contains((tenant, sopInstanceUid));
    }

    /// <summary>Returns when nothing is being written. What is queued from then on waits.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _isHeld = true;
            while (_isWriting) Monitor.Wait(_gate);
            _isWriting = _waiting.Count > 0;
        }

        if (_isWriting) WriteNext();
    }

    /// <summary>Writes what has waited, and goes on.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _isHeld = false;
            if (_waiting.Count > 0) Schedule();
        }
    }

    /// <summary>Leaves what has waited, and what comes, to another. What was promised is in that already: it stands in the log.</summary>
    public void HandOver(IndexWriter successor)
    {
        List<PendingWrite> waiting;
        lock (_gate)
        {
            _successor = successor;
            (waiting, _waiting) = ([.. _waiting.Where(write => write.Promised is null)], []);
            (_kept, _late) = (_given, 0);
        }

        foreach (var write in waiting) successor.Enqueue(write, mayWriteHere: false);
    }

    /// <summary>Applies what is queued and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosing = true;
            while (_isWriting) Monitor.Wait(_gate);
            _isWriting = _waiting.Count > 0;
        }

        if (_isWriting) WriteNext();
        _later.Dispose();
        _whenIdle.Dispose();
        _batches.Dispose();
    }

    private void Schedule()
    {
        if (_isScheduled) return;
        _isScheduled = true;
        ThreadPool.UnsafeQueueUserWorkItem(_writeWaiting, null);
    }

    private void WriteWaiting()
    {
        lock (_gate)
        {
            _isScheduled = false;
            if (_isWriting || _isHeld || _isClosing || _waiting.Count == 0) return;
            _isWriting = true;
        }

        WriteNext();
    }

    /// <summary>Writes all that waits; what comes meanwhile is left to the pool, or waits for company.</summary>
    private void WriteNext()
    {
        lock (_gate) (_taken, _waiting) = (_waiting, _taken);

        foreach (var batch in _taken.Chunk(MaxBatch)) _batches.Write(batch);

        lock (_gate)
        {
            var isUrgent = IsUrgent();
            SettlePromises();
            _taken.Clear();
            End(isUrgent, TidiedAfterMilliseconds);
        }
    }

    /// <summary>When nobody has written for a while. Who comes meanwhile waits for some milliseconds.</summary>
    private void Tidy()
    {
        lock (_gate)
        {
            if (_isWriting || _isHeld || _isClosing || _successor is not null || _waiting.Count > 0) return;
            _isWriting = true;
        }

        bool isMore;
        try
        {
            isMore = _tidy();
        }
        catch (SqliteException)
        {
            isMore = false; // The disk is full perhaps: who writes finds out, and after that it is tried again.
        }

        lock (_gate) End(IsUrgent(), isMore ? TidiedAgainAfterMilliseconds : Timeout.Infinite);
    }

    private bool IsUrgent() => _waiting.Count >= MostPromised || _waiting.Exists(write => write.Promised is null);

    /// <summary>Lets others write, and sees to it that somebody does.</summary>
    private void End(bool isUrgent, int tidiedAfterMilliseconds)
    {
        _isWriting = false;
        if (isUrgent && !_isHeld) Schedule();
        else if (_waiting.Count > 0) _later.Change(_late > 0 ? RetriedAfterMilliseconds : PromisedForMilliseconds, Timeout.Infinite);
        else _whenIdle.Change(tidiedAfterMilliseconds, Timeout.Infinite);
        Monitor.PulseAll(_gate);
    }

    /// <summary>What failed goes before all that came later.</summary>
    private void SettlePromises()
    {
        _late = 0;
        foreach (var write in _taken)
        {
            if (write.Promised is not { } instance) continue;

            if (write.Failure is { } failure)
            {
                _lastFailure = failure;
                _waiting.Insert(_late++, write);
                continue;
            }

            _kept++;
            _promised.Remove((instance.Tenant, instance.SopInstanceUid));
        }
    }
}
