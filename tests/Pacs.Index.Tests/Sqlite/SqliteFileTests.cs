using Microsoft.Data.Sqlite;

namespace Pacs.Index.Tests.Sqlite;

public sealed class SqliteFileTests
{
    [Fact]
    public async Task Says_that_a_file_is_no_database()
    {
        await using var test = await TestIndex.OpenAsync();
        var other = test.FilePath + ".other";
        await File.WriteAllTextAsync(other, string.Concat(Enumerable.Repeat("not a database ", 1000)));
        var e = await Assert.ThrowsAsync<UnusableIndexException>(() => ArchiveIndex.OpenAsync(other, [], CancellationToken.None));
        Assert.Contains(other, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_another_programs_database_alone()
    {
        await using var test = await TestIndex.OpenAsync();
        var other = test.FilePath + ".other";
        Execute(other, "CREATE TABLE a (b)");
        var before = await File.ReadAllBytesAsync(other);
        await Assert.ThrowsAsync<UnusableIndexException>(() => ArchiveIndex.OpenAsync(other, [], CancellationToken.None));
        Assert.Equal(before, await File.ReadAllBytesAsync(other));
    }

    [Fact]
    public async Task Says_that_a_newer_version_made_it()
    {
        await using var test = await TestIndex.OpenAsync();
        var e = await Assert.ThrowsAsync<UnusableIndexException>(() => test.ReopenAsync(() => Execute(test.FilePath, """
            INSERT INTO "__EFMigrationsHistory" VALUES ('99990101000000_Later', '99.0')
            """)));
        Assert.Contains("newer", e.Message, StringComparison.Ordinal);
        Execute(test.FilePath, """DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" LIKE '9999%' """);
        await test.ReopenAsync();
    }

    [Fact]
    public async Task Says_that_an_index_is_damaged()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(new TestInstance());
        var copy = test.FilePath + ".copy";
        await test.ReopenAsync(() =>
        {
            var bytes = File.ReadAllBytes(test.FilePath);
            bytes.AsSpan(100, 8000).Fill(0xA5);
            File.WriteAllBytes(copy, bytes);
        });
        await Assert.ThrowsAsync<UnusableIndexException>(() => ArchiveIndex.OpenAsync(copy, [], CancellationToken.None));
    }

    [Fact]
    public async Task Leaves_one_file_when_it_is_closed()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(new TestInstance());
        string[] files = [];
        await test.ReopenAsync(() => files = Directory.GetFiles(Path.GetDirectoryName(test.FilePath) ?? ""));
        Assert.Equal([test.FilePath], files);
    }

    /// <summary>
    /// Power loss takes any part of what was not synced: whatever is left of the write-ahead log, the index opens,
    /// holds whole transactions, and its position says which members it lacks.
    /// </summary>
    [Fact]
    [Trait("Conformance", "23")]
    public async Task Opens_at_a_whole_transaction_wherever_its_log_was_cut()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.ReopenAsync();
        var members = Enumerable.Range(0, 40)
            .Select(i => new TestInstance { Series = $"1.2.1.{i / 10}", Instance = $"1.9.{i}", Digest = (UInt128)i }.At(i * 1024, i * 1024 + 1024))
            .ToArray();
        foreach (var member in members) await test.Index.AddAsync(member, CancellationToken.None);

        var database = await File.ReadAllBytesAsync(test.FilePath);
        var log = await ReadShared(test.FilePath + "-wal");
        Assert.NotEmpty(log);

        var random = new Random(3);
        var seen = new HashSet<long>();
        var directory = Path.GetDirectoryName(test.FilePath) ?? "";
        for (var round = 0; round < 25; round++)
        {
            var copy = Path.Combine(directory, $"cut{round}.db");
            await File.WriteAllBytesAsync(copy, database);
            await File.WriteAllBytesAsync(copy + "-wal", log[..(round == 0 ? 0 : random.Next(log.Length + 1))]);

            await using var cut = await ArchiveIndex.OpenAsync(copy, [], CancellationToken.None);
            var applied = cut.AppliedPositions.Select(position => position.Offset).DefaultIfEmpty(0).Single();
            seen.Add(applied);
            Assert.Equal(applied / 1024, (await cut.CountAsync(CancellationToken.None)).Instances);
            foreach (var member in members)
            {
                Assert.Equal(member.LogEnd <= applied, cut.Find(member.Tenant, member.SopInstanceUid) is not null);
            }

            await Task.WhenAll(members.Where(member => member.LogEnd > applied).Select(member => cut.AddAsync(member, CancellationToken.None)));
            Assert.Equal(members.Length, (await cut.CountAsync(CancellationToken.None)).Instances);
        }

        Assert.True(seen.Count > 5, "The cuts hit too few transactions to say anything.");
    }

    [Fact]
    public async Task Keeps_the_write_ahead_log_small_while_someone_reads_slowly()
    {
        await using var test = await TestIndex.OpenAsync();
        for (var i = 0; i < 40; i++) await test.AddAsync(Numbered(i));

        // An answer was taken, the next is not: the search must not hold the log back meanwhile.
        await using var slow = test.Index
            .Search(new SearchRequest { Level = QueryLevel.Image, Keys = Keys.Of((Tags.SOPInstanceUID, "")) })
            .GetAsyncEnumerator();
        Assert.True(await slow.MoveNextAsync());

        for (var round = 1; round <= 24; round++)
        {
            await Task.WhenAll(Enumerable.Range(round * 3000, 3000).Select(i => test.AddAsync(Numbered(i))));
        }

        Assert.InRange(new FileInfo(test.FilePath + "-wal").Length, 0, 100 << 20);
        Assert.True(await slow.MoveNextAsync());
    }

    private static TestInstance Numbered(int number) =>
        new() { Instance = $"1.9.{number}", Digest = (UInt128)number, With = d => d.Set(Tags.ImageType, Vr.CS, "ORIGINAL", "PRIMARY", "AXIAL") };

    private static async Task<byte[]> ReadShared(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
