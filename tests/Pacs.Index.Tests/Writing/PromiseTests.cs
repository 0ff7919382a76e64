using Microsoft.Data.Sqlite;

namespace Pacs.Index.Tests.Writing;

/// <summary>Instances that are acknowledged before they are committed: nobody may be able to tell.</summary>
public sealed class PromiseTests
{
    [Fact]
    public async Task Whoever_asks_next_finds_it()
    {
        await using var test = await TestIndex.OpenAsync();
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(IndexOutcome.Stored, await test.AddNewAsync(Numbered(i)));
            switch (i % 5)
            {
                case 0:
                    Assert.NotNull(test.Index.Find(ArchiveIndex.DefaultTenant, $"1.9.{i}"));
                    break;
                case 1:
                    Assert.Equal(i + 1, (await test.SearchAsync(QueryLevel.Image, KeysOf("1.2.1.1"))).Count);
                    break;
                case 2:
                    Assert.Equal(i + 1, (await test.Index.CountAsync(CancellationToken.None)).Instances);
                    break;
                case 3:
                    Assert.Equal([new AppliedPosition(0, 1, (i + 1) * 1024)], test.Index.AppliedPositions);
                    break;
                default:
                    Assert.False(test.Index.IsKnownToLack(ArchiveIndex.DefaultTenant, "1.2.1.1", $"1.9.{i}"));
                    break;
            }
        }
    }

    [Fact]
    public async Task Whoever_asks_on_another_thread_finds_it_while_others_are_brought()
    {
        await using var test = await TestIndex.OpenAsync();
        await Parallel.ForAsync(0, 2000, async (i, _) =>
        {
            Assert.Equal(IndexOutcome.Stored, await test.AddNewAsync(Numbered(i) with { Series = $"1.2.1.{i % 7}" }));
            Assert.NotNull(test.Index.Find(ArchiveIndex.DefaultTenant, $"1.9.{i}"));
            if (i % 50 != 0) return;

            var answers = await test.SearchAsync(QueryLevel.Image, KeysOf($"1.2.1.{i % 7}"));
            Assert.Contains(answers, answer => answer.GetString(Tags.SOPInstanceUID) == $"1.9.{i}");
        });

        Assert.Equal(new IndexTotals(1, 1, 7, 2000), await test.Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    public async Task All_are_committed_when_the_index_is_closed()
    {
        await using var test = await TestIndex.OpenAsync();
        for (var i = 0; i < 50; i++) await test.AddNewAsync(Numbered(i));
        await test.ReopenAsync();
        Assert.Equal(50, (await test.Index.CountAsync(CancellationToken.None)).Instances);
        Assert.Equal([new AppliedPosition(0, 1, 50 * 1024)], test.Index.AppliedPositions);
    }

    [Fact]
    public async Task Of_two_under_one_uid_the_second_is_told_what_became_of_it()
    {
        await using var test = await TestIndex.OpenAsync();
        Assert.Equal(IndexOutcome.Stored, await test.AddNewAsync(Numbered(1)));
        Assert.Equal(IndexOutcome.KeptAside, await test.AddNewAsync(Numbered(1) with { Source = "CT2", Digest = 77 }));
    }

    [Fact]
    public async Task One_that_cannot_be_kept_is_told_of_and_tried_again()
    {
        await using var test = await TestIndex.OpenAsync();
        test.Execute("""
            CREATE TRIGGER "Refuse" BEFORE INSERT ON "Instance" WHEN NEW."SopInstanceUid" = '1.9.5'
            BEGIN SELECT RAISE(ABORT, 'refused for a test'); END
            """);
        for (var i = 0; i < 10; i++) Assert.Equal(IndexOutcome.Stored, await test.AddNewAsync(Numbered(i)));

        // The others are found, the log counts as applied up to it, and what comes now is waited for.
        Assert.Equal(9, (await test.Index.CountAsync(CancellationToken.None)).Instances);
        Assert.Contains("refused for a test", test.Index.Trouble, StringComparison.Ordinal);
        Assert.Equal([new AppliedPosition(0, 1, 5 * 1024)], test.Index.AppliedPositions);
        test.Execute("""
            CREATE TRIGGER "RefuseNext" BEFORE INSERT ON "Instance" WHEN NEW."SopInstanceUid" = '1.9.10'
            BEGIN SELECT RAISE(ABORT, 'refused too'); END
            """);
        await Assert.ThrowsAsync<SqliteException>(() => test.AddNewAsync(Numbered(10)));

        test.Execute("""DROP TRIGGER "Refuse" """);
        Assert.NotNull(test.Index.Find(ArchiveIndex.DefaultTenant, "1.9.5"));
        Assert.Null(test.Index.Trouble);
        Assert.Equal([new AppliedPosition(0, 1, 10 * 1024)], test.Index.AppliedPositions);
        Assert.Equal(IndexOutcome.Stored, await test.AddNewAsync(Numbered(11)));
        Assert.Equal(11, (await test.Index.CountAsync(CancellationToken.None)).Instances);
    }

    private static DataSet KeysOf(string series)
    {
        var keys = new DataSet();
        keys.Set(Tags.SeriesInstanceUID, Vr.UI, series);
        keys.Set(Tags.SOPInstanceUID, Vr.UI, "");
        return keys;
    }

    private static TestInstance Numbered(int number) => new() { Instance = $"1.9.{number}", Digest = (UInt128)number };
}
