using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Pacs.Index.Sqlite;

/// <summary>Opens the index file, for its one writer or to read, and brings its tables up to date.</summary>
internal static class SqliteFile
{
    /// <summary>
    /// "Pacs" in the file's header, by which <c>file</c> and we know it (sqlite.org/fileformat2.html#application_id).
    /// </summary>
    public const int ApplicationId = 0x50616373;

    /// <summary>Index pages a writer works on.</summary>
    private const int WriterCacheKib = 64 << 10;

    /// <summary>
    /// Emptied by every transaction of the writer. No memory map instead: SQLite makes it anew after each of them, which
    /// under ingest costs more than the reads it saves.
    /// </summary>
    private const int ReaderCacheKib = 8 << 10;

    /// <summary>
    /// Pages in the write-ahead log after which it is written back: 64 MB, some thousand transactions. That takes two syncs,
    /// for which the writer waits.
    /// </summary>
    private const int CheckpointPages = 16_000;

    /// <summary>A log that grew larger, under a long read, is cut to this when it is reused.</summary>
    private const long MaxLogBytes = 128L << 20;

    /// <exception cref="UnusableIndexException">Not an index, damaged, or of a newer version.</exception>
    public static SqliteConnection OpenToWrite(string path)
    {
        var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
        try
        {
            connection.Open();
            if (Scalar(connection, "PRAGMA application_id") != ApplicationId &&
                Scalar(connection, "SELECT count(*) FROM sqlite_schema") != 0)
            {
                throw new UnusableIndexException($"{path} is a database of another program, not an index of Pacs.");
            }

            // NORMAL: a commit is not synced. What power loss takes from the index the log of segments gives back.
            Execute(connection, $"""
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                PRAGMA busy_timeout = 5000;
                PRAGMA foreign_keys = ON;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -{WriterCacheKib};
                PRAGMA wal_autocheckpoint = {CheckpointPages};
                PRAGMA journal_size_limit = {MaxLogBytes};
                """);
            Migrate(connection, path);
            return connection;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is NotADatabase or Corrupt)
        {
            connection.Dispose();
            throw new UnusableIndexException(
                $"{path} is damaged or not a database. Moved away, it is built anew from the store.", e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static SqliteConnection OpenToRead(string path)
    {
        var connection = new SqliteConnection(ConnectionString(path, SqliteOpenMode.ReadOnly));
        try
        {
            connection.Open();
            Execute(connection, $"""
                PRAGMA busy_timeout = 5000;
                PRAGMA temp_store = MEMORY;
                PRAGMA cache_size = -{ReaderCacheKib};
                """);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static SqliteIndexContext Context(SqliteConnection connection) =>
        new(new DbContextOptionsBuilder<SqliteIndexContext>().UseSqlite(connection).Options);

    /// <summary>A number that the file got by chance when it was made; it stands in its header.</summary>
    public static long GenerationOf(SqliteConnection connection)
    {
        if (Scalar(connection, "PRAGMA user_version") is not 0 and var known) return known;

        Execute(connection, $"PRAGMA user_version = {Random.Shared.Next(1, int.MaxValue)}");
        return Scalar(connection, "PRAGMA user_version");
    }

    /// <summary>Writes the whole write-ahead log back, so that the one file is all there is to copy.</summary>
    public static void CheckpointAll(SqliteConnection connection) =>
        Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    private const int Corrupt = 11;

    private const int NotADatabase = 26;

    /// <summary>
    /// EF takes a few hundred milliseconds to build its model: it is asked only when the file is not up to date.
    /// </summary>
    private static void Migrate(SqliteConnection connection, string path)
    {
        var known = MigrationIds();
        var isNew = Scalar(connection, "SELECT count(*) FROM sqlite_schema WHERE name = '__EFMigrationsHistory'") == 0;
        var applied = isNew ? null : Text(connection, """SELECT max("MigrationId") FROM "__EFMigrationsHistory" """);
        if (applied == known[^1]) return;

        if (applied is not null && string.CompareOrdinal(applied, known[^1]) > 0)
        {
            throw new UnusableIndexException($"{path} was made by a newer version of Pacs ({applied}).");
        }

        using var context = Context(connection);
        context.Database.Migrate();
    }

    /// <summary>The migrations in order: their ids begin with the time they were made.</summary>
    private static string[] MigrationIds() =>
    [
        .. typeof(SqliteFile).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(SqliteIndexContext))
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
            .OfType<string>()
            .Order(StringComparer.Ordinal),
    ];

    private static string ConnectionString(string path, SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString();

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long value ? value : 0;
    }

    private static string? Text(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }
}
