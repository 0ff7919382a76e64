using Microsoft.Data.Sqlite;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Tests.Sqlite;

/// <summary>What FTS5 keeps of many transactions is merged, and found as before.</summary>
public sealed class TextMergesTests
{
    private const int Patients = 60, FirstMissing = 1_000, MostSegments = 8;

    [Fact]
    public async Task Merges_what_many_transactions_left_and_ends()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync([.. Enumerable.Range(0, Patients).Select(Numbered)]);
        await test.Index.DisposeAsync();
        await using var connection = SqliteFile.OpenToWrite(test.FilePath);
        for (var i = 0; i < Patients; i++) // of rows that are not there, so that no pause of the machine merges them before
        {
            test.Execute($"""INSERT INTO "PatientText" (rowid, "Name") VALUES ({FirstMissing + i}, 'nobody{i}')""");
            test.Execute($"""INSERT INTO "StudyText" (rowid, "AccessionNumber") VALUES ({FirstMissing + i}, 'N{i:0000}')""");
        }

        Assert.All(Tables, table => Assert.InRange(SegmentsOf(table, connection), MostSegments + 1, 2 * Patients));

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
