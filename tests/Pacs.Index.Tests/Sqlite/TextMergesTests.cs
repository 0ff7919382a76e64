using Microsoft.Data.Sqlite;
using Pacs.Index.Promoting;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index.Tests.Sqlite;

public sealed class TextMergesTests
{
    private const int Patients = 60, MostSegments = 8;

    [Fact]
    public async Task Merges_what_many_transactions_left_and_ends()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync([.. Enumerable.Range(0, Patients).Select(Numbered)]);
        await test.Index.DisposeAsync();
        await using var connection = SqliteFile.OpenToWrite(test.FilePath);
        Assert.All(Tables, table => Assert.InRange(SegmentsOf(table, connection), MostSegments + 1, Patients));

        using (var merges = new TextMerges(connection))
        {
            while (merges.Step())
            {
                // There is an end, or the test has none.
            }

            Assert.False(merges.Step());
        }

        Assert.All(Tables, table => Assert.InRange(SegmentsOf(table, connection), 1, MostSegments));
        await connection.CloseAsync();
        await test.ReopenAsync();
        foreach (var number in new[] { 0, 31, Patients - 1 })
        {
            var found = Assert.Single(await test.SearchAsync(
                QueryLevel.Study, Keys.Of((Tags.PatientName, $"*oe{number:00}^J*"), (Tags.PatientID, ""))));
            Assert.Equal($"P{number}", found.GetString(Tags.PatientID));
        }
    }

    [Fact]
    public async Task Is_done_when_nobody_has_written_for_a_while_until_nothing_is_left()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.Index.DisposeAsync();
        await using var connection = SqliteFile.OpenToWrite(test.FilePath);
        var left = 3;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var writer = new IndexWriter(
            connection, new TextStatements(TrigramTables.Upsert, TrigramTables.Delete), PromotedAttributes.Open(connection, []), Tidy);

        await writer.Enqueue(new PendingWrite(null, new LogStretch(0, 1, 0, 1024)), mayWriteHere: true);
        await done.Task.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(0, left);

        bool Tidy()
        {
            if (--left == 0) done.SetResult();
            return left > 0;
        }
    }

    private static IEnumerable<string> Tables => ["PatientText", "StudyText"];

    private static TestInstance Numbered(int number) => new()
    {
        PatientId = $"P{number}",
        Study = $"1.2.{number}",
        Series = $"1.2.{number}.1",
        Instance = $"1.2.{number}.1.1",
        With = header =>
        {
            header.Set(Tags.PatientName, Vr.PN, $"Doe{number:00}^Jane");
            header.Set(Tags.AccessionNumber, Vr.SH, $"A{number:0000}");
        },
    };

    private static long SegmentsOf(string table, SqliteConnection connection)
    {
        using var count = new PreparedStatement(connection, $"""SELECT count(DISTINCT segid) FROM "{table}_idx" """);
        return count.ExecuteKey() ?? 0;
    }
}
