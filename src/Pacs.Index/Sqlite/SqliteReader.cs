using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pacs.Index.Sqlite;

/// <summary>
/// A connection that reads, with its statements prepared by their text. One search uses it at a time.
/// </summary>
internal sealed class SqliteReader : IDisposable
{
    /// <summary>Searches differ in which keys they have, and only so much.</summary>
    private const int MaxStatements = 128;

    /// <summary>A tenth of a millisecond of SQLite's virtual machine, between two looks at the token.</summary>
    private const int StepsBetweenLooks = 10_000;

    private const int Interrupted = 9;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, PreparedStatement> _statements = new(StringComparer.Ordinal);
    private readonly PreparedStatement _begin;
    private readonly PreparedStatement _end;
    private CancellationToken _cancellationToken;

    public SqliteReader(string path)
    {
        _connection = SqliteFile.OpenToRead(path);
        _begin = new PreparedStatement(_connection, "BEGIN");
        _end = new PreparedStatement(_connection, "COMMIT");

        // Not sqlite3_interrupt: that has no effect when it comes just before the statement it is meant for.
        raw.sqlite3_progress_handler(
            _connection.Handle,
            StepsBetweenLooks,
            static reader => reader is SqliteReader { _cancellationToken.IsCancellationRequested: true } ? 1 : 0,
            this);
    }

    public SqliteConnection Connection => _connection;

    /// <summary>
    /// Runs a statement, prepared once. Its LIMIT is to be a sum, <c>0 + @p1</c>: for a parameter that stands alone SQLite makes
    /// another plan whenever it is set.
    /// </summary>
    public StatementRows Query(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            if (_statements.Count >= MaxStatements) DisposeStatements();
            statement = new PreparedStatement(_connection, sql);
            _statements.Add(sql, statement);
        }

        return statement.Query(values);
    }

    /// <summary>
    /// Runs what reads, all of it in one state of the file, whose locks are taken once for all statements; cancelling ends the
    /// one that is running.
    /// </summary>
    public T Run<T>(Func<SqliteReader, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _begin.Execute();
        _cancellationToken = cancellationToken;
        try
        {
            return read(this);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Interrupted && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The search was cancelled.", e, cancellationToken);
        }
        finally
        {
            _cancellationToken = CancellationToken.None;
            End();
        }
    }

    /// <summary>What is read from here on is as it is now, not as it was when the run began.</summary>
    public void Refresh()
    {
        End();
        _begin.Execute();
    }

    public void Dispose()
    {
        DisposeStatements();
        _begin.Dispose();
        _end.Dispose();
        _connection.Dispose();
    }

    /// <summary>An error may have ended it already.</summary>
    private void End()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) _end.Execute();
    }

    private void DisposeStatements()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
    }
}
