using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Promoting;
using Pacs.Index.Writing;

namespace Pacs.Index.Sqlite;

/// <summary>
/// An index file that is open: its one writer and its readers. When another takes its place it stays open until the last
/// search that began in it has ended, for that goes on by keys which are this file's own; then it is deleted.
/// </summary>
internal sealed class IndexDatabase : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly TextMerges _merges;
    private readonly ConcurrentDictionary<string, long> _tenants = new(StringComparer.Ordinal);
    private int _users = 1; // the index whose file it is
    private int _isClosed;

    private IndexDatabase(string path, SqliteConnection connection, IReadOnlyCollection<AttributeName>? promoted)
    {
        _path = path;
        _connection = connection;
        Generation = SqliteFile.GenerationOf(connection);
        Promoted = PromotedAttributes.Open(connection, promoted);
        _merges = new TextMerges(connection);
        Writer = new IndexWriter(connection, new TextStatements(TrigramTables.Upsert, TrigramTables.Delete), Promoted, _merges.Step);
        Readers = new SqliteReaders(path);
        Trigrams = new TrigramSample(Readers, TimeProvider.System);
    }

    /// <summary>Another in every file that was made: the keys in it mean nothing in another one.</summary>
    public long Generation { get; }

    public IndexWriter Writer { get; }

    public PromotedAttributes Promoted { get; }

    public SqliteReaders Readers { get; }

    public TrigramSample Trigrams { get; }

    /// <param name="path">The file.</param>
    /// <param name="promoted">Attributes to index beyond those that always are; null for those that the file has.</param>
    /// <exception cref="UnusableIndexException">Not an index, damaged, or of a newer version.</exception>
    public static IndexDatabase Open(string path, IReadOnlyCollection<AttributeName>? promoted)
    {
        var connection = SqliteFile.OpenToWrite(path);
        try
        {
            return new IndexDatabase(path, connection, promoted);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The key of a tenant's row; null when there is none. Once it was read it needs no reader.</summary>
    public long? KeyOf(string tenant) =>
        _tenants.TryGetValue(tenant, out var known) ? known : Readers.Run(reader => KeyOf(tenant, reader), CancellationToken.None);

    public long? KeyOf(string tenant, SqliteReader reader)
    {
        if (_tenants.TryGetValue(tenant, out var known)) return known;

        using var row = reader.Query("""SELECT "Key" FROM "Tenant" WHERE "Name" = @p0""", tenant);
        return row.Read() ? _tenants.GetOrAdd(tenant, row.GetInt64(0)) : null;
    }

    /// <summary>False when it has been replaced and nobody uses it any more.</summary>
    public bool TryEnter()
    {
        while (Volatile.Read(ref _users) is > 0 and var users)
        {
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users) return true;
        }

        return false;
    }

    /// <summary>The last one to leave a file that was replaced closes it and deletes it.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0) return;

        Dispose();
        IndexFiles.Delete(_path);
    }

    /// <summary>Commits what is queued, writes the write-ahead log back and closes, whoever uses it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;

        Writer.Dispose();
        _merges.Dispose();
        Readers.Dispose();
        SqliteFile.CheckpointAll(_connection);
        _connection.Dispose();
    }
}
