using Microsoft.Data.Sqlite;
using Pacs.Index.Promoting;

namespace Pacs.Index.Writing;

/// <summary>
/// The one writer: applies what is queued in one transaction and answers when that is committed. The more wait, the less
/// each costs. Who comes while nothing is being written writes on its own thread, which saves waking another and being
/// woken by it.
/// </summary>
internal sealed class IndexWriter : IDisposable
{
    /// <summary>Beyond this a transaction only makes the first of it wait longer.</summary>
    private const int MaxBatch = 256;

    private readonly object _gate = new(); // waited on, so not a Lock
    private readonly WaitCallback _writeNext;
    private readonly Statements _statements;
    private readonly RowWriter _rows;
    private readonly SqliteConnection _connection;
    private readonly RowRemover _removals;
    private readonly DeadBodies _dead;
    private readonly AppliedLog _log;
    private readonly PromotionWriter _promotions;
    private List<PendingWrite> _waiting = [];
    private List<PendingWrite> _taken = [];
    private bool _isWriting;
    private bool _isClosing;
    private bool _isHeld;
    private IndexWriter? _successor;

    public IndexWriter(SqliteConnection connection, TextStatements text, PromotedAttributes promoted)
    {
        _connection = connection;
        _statements = new Statements(connection, text);
        _promotions = new PromotionWriter(connection, promoted);
        _rows = new RowWriter(_statements, _promotions);
        _dead = new DeadBodies(connection);
        _removals = new RowRemover(connection, text, _statements, _rows, _dead);
        _log = new AppliedLog(connection);
        _writeNext = _ => WriteNext();
    }

    /// <summary>What is known of series without looking.</summary>
    public RecentSeries Recent => _rows.Recent;

    public IReadOnlyList<AppliedPosition> Positions() => _log.Positions();

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
                _isWriting = true;
            }
        }

        if (successor is not null) return successor.Enqueue(write, mayWriteHere);
        if (mayWriteHere) WriteNext();
        else ThreadPool.UnsafeQueueUserWorkItem(_writeNext, null);
        return write.Completion;
    }

    /// <summary>Returns when nothing is being written. What is queued from then on waits.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _isHeld = true;
            while (_isWriting) Monitor.Wait(_gate);
        }
    }

    /// <summary>Writes what has waited, and goes on.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _isHeld = false;
            if (_waiting.Count == 0) return;
            _isWriting = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(_writeNext, null);
    }

    /// <summary>Leaves what has waited, and what comes, to another.</summary>
    public void HandOver(IndexWriter successor)
    {
        List<PendingWrite> waiting;
        lock (_gate)
        {
            _successor = successor;
            (waiting, _waiting) = (_waiting, []);
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
        }

        _log.Dispose();
        _promotions.Dispose();
        _removals.Dispose();
        _dead.Dispose();
        _statements.Dispose();
    }

    /// <summary>Writes all that waits; what comes meanwhile is left to the pool.</summary>
    private void WriteNext()
    {
        lock (_gate) (_taken, _waiting) = (_waiting, _taken);

        foreach (var batch in _taken.Chunk(MaxBatch)) Write(batch);
        _taken.Clear();

        lock (_gate)
        {
            _isWriting = _waiting.Count > 0 && !_isHeld;
            if (_isWriting) ThreadPool.UnsafeQueueUserWorkItem(_writeNext, null);
            else Monitor.PulseAll(_gate);
        }
    }

    /// <summary>
    /// One transaction for all. When one of several fails it is rolled back and each is written alone, so that only
    /// those fail that would anyway; when the commit fails, none is answered as held.
    /// </summary>
    private void Write(PendingWrite[] batch)
    {
        var isApplied = false;
        var isSynced = batch.Any(write => write.Change is { MustBeDurable: true });
        try
        {
            if (isSynced) SetSynchronous("FULL");
            _statements.Begin.Execute();
            foreach (var write in batch) Apply(write);
            _rows.Flush();
            _log.Write();
            isApplied = true;
            _statements.Commit.Execute();
        }
#pragma warning disable CA1031 // Who waits for an instance gets its exception, not who happens to write it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Rollback();
            if (isApplied || batch.Length == 1)
            {
                foreach (var write in batch) write.Fail(e);
            }
            else
            {
                foreach (var write in batch) Write([write]);
            }

            return;
        }
        finally
        {
            if (isSynced) SetSynchronous("NORMAL");
        }

        _log.Committed();
        _promotions.Committed();
        foreach (var write in batch) write.Complete();
    }

    private void Apply(PendingWrite write)
    {
        switch (write.Change)
        {
            case InstanceRows rows:
                write.Outcome = _rows.Apply(rows);
                break;
            case RowRemoval removal:
                _removals.Apply(removal);
                if (!removal.IsApplied) return;
                break;
            case RowMove move:
                _dead.Move(move.Relocation);
                break;
            case DeadNote note:
                _dead.Add(note.Location, note.IsReturned);
                break;
            case SegmentEnd end:
                _dead.End(end.Shard, end.Segment);
                break;
            case PromotionFill fill:
                _promotions.Apply(fill);
                break;
            case PromotionDrop drop:
                _promotions.Apply(drop);
                break;
        }

        if (write.Stretch is { } stretch) _log.Add(stretch);
    }

    /// <summary>
    /// FULL syncs the write-ahead log with a commit, and so all that stands in it. SQLite obeys while it compiles the
    /// statement, so it cannot be prepared.
    /// </summary>
    private void SetSynchronous(string level)
    {
        using var pragma = _connection.CreateCommand();
        pragma.CommandText = $"PRAGMA synchronous = {level}";
        pragma.ExecuteNonQuery();
    }

    private void Rollback()
    {
        _rows.Forget();
        _log.RolledBack();
        _promotions.RolledBack();
        try
        {
            _statements.Rollback.Execute();
        }
        catch (SqliteException)
        {
            // A failure such as a full disk has ended the transaction already: then there is none to roll back.
        }
    }
}
