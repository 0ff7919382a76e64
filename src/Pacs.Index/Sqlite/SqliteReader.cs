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
    private CancellationToken _cancellationToken;

    public SqliteReader(string path)
    {
        _connection = SqliteFile.OpenToRead(path);

        // Not sqlite3_interrupt: that has no effect when it comes just before the statement it is meant for.
        raw.sqlite3_progress_handler(
            _connection.Handle,
            StepsBetweenLooks,
            static reader => reader is SqliteReader { _cancellationToken.IsCancellationRequested: true } ? 1 : 0,
            this);
    }

    public SqliteConnection Connection => _connection;

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

    /// <summary>Runs what reads; cancelling ends the statement that is running.</summary>
    public T Run<T>(Func<SqliteReader, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
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
        }
    }

    public void Dispose()
    {
        DisposeStatements();
        _connection.Dispose();
    }

    private void DisposeStatements()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
    }
}
