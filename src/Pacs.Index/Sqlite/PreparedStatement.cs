using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pacs.Index.Sqlite;

/// <summary>
/// A statement prepared once, with the parameters <c>@p0</c>, <c>@p1</c> and on. It speaks to SQLite itself: a command of
/// ADO.NET looks each parameter up by its name and makes a reader for every run, which for the statements of one small
/// instance took longer than SQLite did.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    /// <summary>The statement outlives many transactions (sqlite.org/c3ref/c_prepare_dont_log.html).</summary>
    private const int Persistent = 1;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _indexes;

    /// <exception cref="SqliteException">The text is none that this database understands.</exception>
    public PreparedStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v3(_database, sql, Persistent, out _statement));

        // SQLite numbers names in the order in which they appear in the text.
        _indexes = new int[raw.sqlite3_bind_parameter_count(_statement)];
        for (var i = 0; i < _indexes.Length; i++) _indexes[i] = raw.sqlite3_bind_parameter_index(_statement, $"@p{i}");
    }

    /// <summary>How many rows it inserted, changed or deleted.</summary>
    public int Execute(params ReadOnlySpan<object?> values)
    {
        using var rows = Query(values);
        while (rows.Read())
        {
            // What it returns nobody asked for.
        }

        return raw.sqlite3_changes(_database);
    }

    /// <summary>The first column of the first row, or null when there is no row.</summary>
    public long? ExecuteKey(params ReadOnlySpan<object?> values)
    {
        using var rows = Query(values);
        return rows.Read() ? rows.GetInt64(0) : null;
    }

    /// <summary>Begins to run it. The rows are to be disposed before it is run again.</summary>
    public StatementRows Query(params ReadOnlySpan<object?> values)
    {
        if (values.Length != _indexes.Length)
        {
            throw new ArgumentException($"The statement has {_indexes.Length} parameters.", nameof(values));
        }

        if (raw.sqlite3_stmt_busy(_statement) != 0) throw new InvalidOperationException("The statement is being run.");

        for (var i = 0; i < values.Length; i++) Check(Bind(_indexes[i], values[i]));
        return new StatementRows(this, _statement);
    }

    public void Dispose() => _statement.Dispose();

    /// <summary>To the next row; false when there is none.</summary>
    internal bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE) return result == raw.SQLITE_ROW;

        SqliteException.ThrowExceptionForRC(result, _database);
        return false;
    }

    /// <summary>Ends a run. What it returns of a step that failed was thrown by that.</summary>
    internal void Reset() => raw.sqlite3_reset(_statement);

    private int Bind(int index, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, index),
        long number => raw.sqlite3_bind_int64(_statement, index, number),
        string text => raw.sqlite3_bind_text(_statement, index, text),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, index, bytes),
        _ => throw new ArgumentException($"No column holds a {value.GetType().Name}.", nameof(value)),
    };

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
