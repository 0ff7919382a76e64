using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Pacs.Index.Tests.Oracle;

/// <summary>
/// An archive of difficult content, random queries of every kind at every level, and a matcher that knows nothing of the
/// product: both find the same. <c>tests/query-oracle</c> runs it at full size and prints how long queries take.
/// </summary>
public sealed class QueryOracleTests(ITestOutputHelper output)
{
    private const int Seed = 20261122;

    [Fact]
    [Trait("Conformance", "34")]
    [Trait("Conformance", "35")]
    [Trait("Conformance", "38")]
    [Trait("Conformance", "39")]
    [Trait("Conformance", "41")]
    [Trait("Conformance", "42")]
    [Trait("Conformance", "43")]
    [Trait("Conformance", "51")]
    [Trait("Conformance", "55")]
    public async Task Finds_what_an_independent_matcher_finds()
    {
        var random = new Random(Seed);
        var archive = new MadeArchive(Setting("PACS_ORACLE_INSTANCES", 3_000), random);
        await using var test = await TestIndex.OpenAsync();
        await archive.FillAsync(test);
        await AskAsync(test, archive, random, Enum.GetValues<QueryKind>(), Setting("PACS_ORACLE_QUERIES", 390));
    }

    [Fact]
    [Trait("Conformance", "35")]
    public async Task Finds_the_same_when_attributes_are_promoted_and_reads_no_header_for_them()
    {
        var random = new Random(Seed);
        var archive = new MadeArchive(Setting("PACS_ORACLE_INSTANCES", 3_000), random);
        var read = new List<string>();
        await using var test = await TestIndex.OpenAsync();
        await MadeArchive.FillAsync(test, archive.Instances.Take(archive.Instances.Count / 2));
        test.Promoted = [.. Vocabulary.Promotable];
        await test.ReopenAsync();
        await MadeArchive.FillAsync(test, archive.Instances.Skip(archive.Instances.Count / 2));
        await test.FillAsync((held, _) => archive.ReadHeader(held));

        // What is not a sequence is promoted, and told by the index alone.
        await AskAsync(test, archive, random, [QueryKind.Unindexed, QueryKind.Private], Setting("PACS_ORACLE_QUERIES", 390), held =>
        {
            read.Add(held.SopInstanceUid);
            return archive.ReadHeader(held);
        });
        Assert.Empty(read);
    }

    private async Task AskAsync(
        TestIndex test, MadeArchive archive, Random random, QueryKind[] kinds, int count, Func<HeldInstance, DataSet>? read = null)
    {
        var times = kinds.ToDictionary(kind => kind, _ => new List<(double Milliseconds, int Answers)>());
        for (var round = 0; round < count; round++)
        {
            var query = OracleQuery.Draw(kinds[round % kinds.Length], archive, random);
            if (read is not null && query.NeedsSequences) continue;

            var request = query.ToRequest(archive);
            if (read is not null) request = request with { ReadHeader = (held, _) => read(held) };
            var search = test.Index.Search(request);
            Assert.False(search.HasUnsupportedKeys, $"{query}: a key is ignored");

            var found = new List<string>();
            var watch = Stopwatch.StartNew();
            await foreach (var answer in search) found.Add(answer.GetString(query.UniqueTag)!);
            times[query.Kind].Add((watch.Elapsed.TotalMilliseconds, found.Count));

            Assert.Equal(SearchEnd.Complete, search.End);
            var expected = query.AnswerOf(archive).ToHashSet();
            Assert.True(
                found.Count == expected.Count && expected.SetEquals(found),
                $"{query}: missing [{string.Join(' ', expected.Except(found).Take(10))}], too many [{string.Join(' ', found.Except(expected).Take(10))}]");
        }

        Assert.All(times, kind => Assert.True(kind.Value.Count == 0 || kind.Value.Any(one => one.Answers > 0), $"{kind.Key} never finds anything"));
        output.WriteLine($"{archive.Instances.Count} instances, {count} queries, all answered right; milliseconds for all answers of a query");
        output.WriteLine($"{"kind",-18}{"queries",8}{"p50",10}{"p99",10}{"answers p50",14}");
        foreach (var (kind, one) in times.Where(kind => kind.Value.Count > 0))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{kind,-18}{one.Count,8}{At(one, 0.5, t => t.Milliseconds),10:F2}{At(one, 0.99, t => t.Milliseconds),10:F2}{At(one, 0.5, t => t.Answers),14:F0}"));
        }
    }

    private static double At<T>(List<T> values, double share, Func<T, double> of) =>
        values.Select(of).Order().ElementAt((int)Math.Min(values.Count - 1, values.Count * share));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
