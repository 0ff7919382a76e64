using System.Data.Common;

namespace Pacs.Index.Writing;

/// <summary>
/// The one writer: a thread that takes what is queued, applies it in one transaction and answers when that is
/// committed. The more wait, the less each costs.
/// </summary>
internal sealed class IndexWriter : IDisposable
{
    /// <summary>Beyond this a transaction only makes the first of it wait longer.</summary>
    private const int MaxBatch = 256;

    // A monitor, because who waits on it sleeps at once; a BlockingCollection spins first, on CPUs that the others need.
    private readonly object _gate = new();
    private readonly Statements _statements;
    private readonly RowWriter _rows;
    private readonly AppliedLog _log;
    private readonly Thread _thread;
    private List<PendingWrite> _waiting = [];
    private bool _isClosing;

    public IndexWriter(DbConnection connection, Func<Model.LevelTable, string?> textUpsert)
    {
        _statements = new Statements(connection, textUpsert);
        _rows = new RowWriter(_statements);
        _log = new AppliedLog(connection);
        _thread = new Thread(Run) { Name = "Index writer", IsBackground = true };
        _thread.Start();
    }

    public IReadOnlyList<AppliedPosition> Positions() => _log.Positions();

    /// <exception cref="ObjectDisposedException">The index is being closed.</exception>
    public Task<IndexOutcome> Enqueue(PendingWrite write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosing, this);
            _waiting.Add(write);
            Monitor.Pulse(_gate);
        }

        return write.Completion;
    }

    /// <summary>Applies what is queued and ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosing = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _log.Dispose();
        _statements.Dispose();
    }

    private void Run()
    {
        List<PendingWrite> taken = [];
        while (Take(ref taken))
        {
            foreach (var batch in taken.Chunk(MaxBatch)) Write(batch);
            taken.Clear();
        }
    }

    /// <summary>Waits for work and takes all there is; false when there is none and will be none.</summary>
    private bool Take(ref List<PendingWrite> taken)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isClosing) Monitor.Wait(_gate);

            (taken, _waiting) = (_waiting, taken);
            return taken.Count > 0;
        }
    }

    /// <summary>
    /// One transaction for all. When one of several fails it is rolled back and each is written alone, so that only
    /// those fail that would anyway; when the commit fails, none is answered as held.
    /// </summary>
    private void Write(PendingWrite[] batch)
    {
        var isApplied = false;
        try
        {
            _statements.Begin.Execute();
            foreach (var write in batch) Apply(write);
            _rows.Flush();
            _log.Write();
            isApplied = true;
            _statements.Commit.Execute();
        }
#pragma warning disable CA1031 // The thread outlives what an instance does to it; who waits gets the exception.
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

        _log.Committed();
        foreach (var write in batch) write.Complete();
    }

    private void Apply(PendingWrite write)
    {
        if (write.Rows is { } rows) write.Outcome = _rows.Apply(rows);
        _log.Add(write.Range);
    }

    private void Rollback()
    {
        _rows.Forget();
        _log.RolledBack();
        try
        {
            _statements.Rollback.Execute();
        }
        catch (DbException)
        {
            // A failure such as a full disk has ended the transaction already: then there is none to roll back.
        }
    }
}
