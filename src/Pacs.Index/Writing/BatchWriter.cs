using Microsoft.Data.Sqlite;
using Pacs.Index.Promoting;

namespace Pacs.Index.Writing;

/// <summary>Applies writes to the tables, many in one transaction. One thread at a time.</summary>
internal sealed class BatchWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Statements _statements;
    private readonly RowWriter _rows;
    private readonly RowRemover _removals;
    private readonly DeadBodies _dead;
    private readonly AppliedLog _log;
    private readonly PromotionWriter _promotions;

    public BatchWriter(SqliteConnection connection, TextStatements text, PromotedAttributes promoted)
    {
        _connection = connection;
        _statements = new Statements(connection, text);
        _promotions = new PromotionWriter(connection, promoted);
        _rows = new RowWriter(_statements, _promotions);
        _dead = new DeadBodies(connection);
        _removals = new RowRemover(connection, text, _statements, _rows, _dead);
        _log = new AppliedLog(connection);
    }

    /// <inheritdoc cref="IndexWriter.Recent"/>
    public RecentSeries Recent => _rows.Recent;

    /// <summary>Any thread may ask.</summary>
    public IReadOnlyList<AppliedPosition> Positions() => _log.Positions();

    public void Dispose()
    {
        _log.Dispose();
        _promotions.Dispose();
        _removals.Dispose();
        _dead.Dispose();
        _statements.Dispose();
    }

    /// <summary>
    /// One transaction for all. When one of several fails it is rolled back and each is written alone, so that only
    /// those fail that would anyway; when the commit fails, none is answered as held.
    /// </summary>
    public void Write(PendingWrite[] batch)
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
