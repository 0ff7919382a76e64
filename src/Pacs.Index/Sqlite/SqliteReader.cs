using System.Data.Common;
using Microsoft.Data.Sqlite;
using Pacs.Index.Writing;
using SQLitePCL;

namespace Pacs.Index.Sqlite;

/// <summary>A connection that reads, with its statements prepared by their text. One search uses it at a time.</summary>
internal sealed class SqliteReader(string path) : IDisposable
{
    /// <summary>Searches differ in which keys they have, and only so much.</summary>
    private const int MaxStatements = 128;

    private const int Interrupted = 9;

    private readonly SqliteConnection _connection = SqliteFile.OpenToRead(path);
    private readonly Dictionary<string, PreparedStatement> _statements = new(StringComparer.Ordinal);

    public SqliteConnection Connection => _connection;

    public DbDataReader Query(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            if (_statements.Count >= MaxStatements) DisposeStatements();
            statement = new PreparedStatement(_connection, sql);
            _statements.Add(sql, statement);
        }

        return statement.Query(values);
    }

    /// <summary>Runs what reads; cancelling ends the statement that is running, within a few thousand of its steps.</summary>
    public T Run<T>(Func<SqliteReader, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // Disposing waits for an interrupt in progress: it cannot hit whoever has the connection next.
        using var interrupt = cancellationToken.UnsafeRegister(
            static state => raw.sqlite3_interrupt(((SqliteConnection?)state)?.Handle), _connection);
        try
        {
            return read(this);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Interrupted && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The search was cancelled.", e, cancellationToken);
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
