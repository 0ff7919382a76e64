using Microsoft.Data.Sqlite;
using Pacs.Index.Promoting;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index.Tests.Writing;

public sealed class IndexWriterTests
{
    [Fact]
    public async Task Fails_only_the_instance_that_the_database_refuses()
    {
        await using var test = await TestIndex.OpenAsync();
        test.Execute("""
            CREATE TRIGGER "Refuse" BEFORE INSERT ON "Instance" WHEN NEW."SopInstanceUid" = '1.9.5'
            BEGIN SELECT RAISE(ABORT, 'refused'); END
            """);

        var adding = Enumerable.Range(0, 10).Select(i => test.AddAsync(Numbered(i))).ToArray();
        for (var i = 0; i < adding.Length; i++)
        {
            if (i == 5) await Assert.ThrowsAsync<SqliteException>(() => adding[i]);
            else Assert.Equal(IndexOutcome.Stored, await adding[i]);
        }

        Assert.Null(test.Index.Find(ArchiveIndex.DefaultTenant, "1.9.5"));
        Assert.Equal(new IndexTotals(1, 1, 1, 9), await test.Index.CountAsync(CancellationToken.None));

        // The log counts as applied up to the one that failed: a replay begins there.
        Assert.Equal([new AppliedPosition(0, 1, 5 * 1024)], test.Index.AppliedPositions);

        test.Execute("""DROP TRIGGER "Refuse" """);
        Assert.Equal(IndexOutcome.Stored, await test.Index.AddAsync(Numbered(5).At(5 * 1024, 6 * 1024), CancellationToken.None));
        Assert.Equal([new AppliedPosition(0, 1, 10 * 1024)], test.Index.AppliedPositions);
    }

    [Fact]
    [Trait("Conformance", "23")]
    public async Task Answers_none_as_held_when_the_commit_fails()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(Numbered(0));

        // A reference that is checked when the transaction is to be committed, and then leads nowhere.
        test.Execute("""
            CREATE TABLE "Deferred" ("Series" INTEGER REFERENCES "Series" ("Key") DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER "FailLater" AFTER INSERT ON "Instance" WHEN NEW."SopInstanceUid" = '1.9.2'
            BEGIN INSERT INTO "Deferred" VALUES (-1); END
            """);
        var failed = test.AddAsync(Numbered(2));
        await Assert.ThrowsAsync<SqliteException>(() => failed);
        Assert.Null(test.Index.Find(ArchiveIndex.DefaultTenant, "1.9.2"));

        Assert.Equal(IndexOutcome.Stored, await test.AddAsync(Numbered(3)));
        Assert.Equal(new IndexTotals(1, 1, 1, 2), await test.Index.CountAsync(CancellationToken.None));
        Assert.Equal([new AppliedPosition(0, 1, 1024)], test.Index.AppliedPositions);
    }

    [Fact]
    public async Task Keeps_the_positions_of_each_segment_over_a_restart()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.Index.AddAsync(Numbered(0).At(0, 2048, shard: 2, segment: 7), CancellationToken.None);
        await test.Index.AddAsync(Numbered(1).At(0, 1024, shard: 0, segment: 3), CancellationToken.None);
        await test.Index.SkipAsync(0, 3, 1024, 1536);
        await test.Index.AddAsync(Numbered(2).At(4096, 5120, shard: 0, segment: 4), CancellationToken.None);
        AppliedPosition[] expected = [new(0, 3, 1536), new(2, 7, 2048)];
        Assert.Equal(expected, test.Index.AppliedPositions.Where(position => position.Offset > 0));

        await test.ReopenAsync();
        Assert.Equal(expected, test.Index.AppliedPositions);
    }

    [Fact]
    public async Task Refuses_a_header_without_the_uid_of_its_study()
    {
        await using var test = await TestIndex.OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => test.AddAsync(new TestInstance { With = d => d.Remove(Tags.StudyInstanceUID) }));
    }

    [Fact]
    public async Task Refuses_what_comes_after_it_was_closed()
    {
        var test = await TestIndex.OpenAsync();
        await test.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => test.AddAsync(Numbered(0)));
    }

    [Fact]
    public async Task Commits_what_is_queued_before_it_closes()
    {
        await using var test = await TestIndex.OpenAsync();
        var adding = Enumerable.Range(0, 500).Select(i => test.AddAsync(Numbered(i))).ToArray();
        await test.ReopenAsync();
        Assert.All(await Task.WhenAll(adding), outcome => Assert.Equal(IndexOutcome.Stored, outcome));
        Assert.Equal(500, (await test.Index.CountAsync(CancellationToken.None)).Instances);
    }

    [Fact]
    public async Task Tidies_until_nothing_is_left_when_nobody_writes_and_again_after_a_write()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.Index.DisposeAsync();
        await using var connection = SqliteFile.OpenToWrite(test.FilePath);
        using var tidied = new SemaphoreSlim(0);
        var left = 0;
        using var writer = new IndexWriter(
            connection, new TextStatements(TrigramTables.Upsert, TrigramTables.Delete), PromotedAttributes.Open(connection, []), Tidy);
        foreach (var pieces in new[] { 3, 2 })
        {
            left = pieces;
            await writer.Enqueue(new PendingWrite(null, new LogStretch(0, 1, 0, 1024)), mayWriteHere: true);
            Assert.True(await tidied.WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.Equal(0, left);
        }

        bool Tidy()
        {
            if (--left == 0) tidied.Release();
            return left > 0;
        }
    }

    private static TestInstance Numbered(int number) => new() { Instance = $"1.9.{number}", Digest = (UInt128)number };
}
