using Microsoft.Extensions.Time.Testing;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Tests.Sqlite;

/// <summary>Which trigrams are looked up to find a text by a part of it.</summary>
public sealed class TrigramSampleTests
{
    private static readonly MatchableAttribute Name = MatchableAttributes.Find(Tags.PatientName) ?? throw new InvalidOperationException();

    [Fact]
    public async Task Takes_a_few_that_few_rows_have()
    {
        await using var test = await TestIndex.OpenAsync();
        using var readers = new SqliteReaders(test.FilePath);
        Fill(test, patients: 20_000);

        var chosen = RarestOf(new TrigramSample(readers, TimeProvider.System), "ller04321^an", "na");

        Assert.Equal(3, chosen?.Count);
        Assert.All(chosen!, trigram => Assert.Contains(trigram, "r04321^"));
    }

    [Fact]
    public async Task Takes_none_when_all_rows_have_them_or_there_are_none()
    {
        await using var test = await TestIndex.OpenAsync();
        using var readers = new SqliteReaders(test.FilePath);
        Fill(test, patients: 2_000);
        var sample = new TrigramSample(readers, TimeProvider.System);

        Assert.Null(RarestOf(sample, "ller", "anna"));
        Assert.Null(RarestOf(sample, "ll", ""));
    }

    [Fact]
    public async Task Knows_what_has_become_common_once_there_are_twice_as_many_rows()
    {
        await using var test = await TestIndex.OpenAsync();
        using var readers = new SqliteReaders(test.FilePath);
        var clock = new FakeTimeProvider();
        var sample = new TrigramSample(readers, clock);
        Assert.NotNull(RarestOf(sample, "anna"));

        Fill(test, patients: 2_000);
        Assert.NotNull(RarestOf(sample, "anna"));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(RarestOf(sample, "anna"));

        test.Execute("""DELETE FROM "Patient" WHERE "Key" > 10""");
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(RarestOf(sample, "anna"));
    }

    private static IReadOnlyList<string>? RarestOf(TrigramSample sample, params string[] literals) =>
        sample.RarestOf(Name, literals, TrigramTables.CoveringOf(literals));

    private static void Fill(TestIndex test, int patients) => test.Execute($"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {patients})
        INSERT INTO "Patient" ("Key", "TenantKey", "PatientId", "Issuer", "LoneStudyUid", "Name",
            "NumberOfStudies", "NumberOfSeries", "NumberOfInstances", "Attributes")
        SELECT i, 1, 'P' || i, '', '', printf('müller%05d^anna', i), 1, 0, 0, x'' FROM n;
        """);
}
