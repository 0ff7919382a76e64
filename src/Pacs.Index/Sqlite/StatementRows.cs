using SQLitePCL;

namespace Pacs.Index.Sqlite;

/// <summary>The rows of a statement as it gives them, one at a time. Columns count from 0.</summary>
internal readonly ref struct StatementRows(PreparedStatement owner, sqlite3_stmt statement)
{
    /// <summary>To the next row; false when there is none.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The database failed, or the statement was interrupted.</exception>
    public bool Read() => owner.Step();

    public long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

    public int GetInt32(int column) => checked((int)GetInt64(column));

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <summary>Text, or a number in digits; empty where there is none.</summary>
    public string GetString(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    public byte[] GetBytes(int column) => GetSpan(column).ToArray();

    /// <summary>A column's bytes, good until the next row.</summary>
    public ReadOnlySpan<byte> GetSpan(int column) => raw.sqlite3_column_blob(statement, column);

    /// <summary>Ends the run: what the statement holds of the database is let go.</summary>
    public void Dispose() => owner.Reset();
}
