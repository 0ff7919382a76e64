using Pacs.Index.Sqlite;
using SQLitePCL;

namespace Pacs.Index.Tests.Searching;

/// <summary>
/// What it takes to find a page of rows, in steps of SQLite's virtual machine: the same every time, on whatever machine.
/// </summary>
public sealed class CandidatesTests(ManyStudies held) : IClassFixture<ManyStudies>
{
    private const int Page = 101, StepsAtOnce = 100;

    /// <summary>What a key may lead to and what may be walked before it is held to lead to few after all, with some steps for each row.</summary>
    private const int StepsOfAPage = 300_000;

    public static TheoryData<Tag, string, Tag?, bool> KeysThatMatchAll { get; } = new()
    {
        { Tags.PatientName, "NAME*", null, false },
        { Tags.PatientName, "*AME*", null, false },
        { Tags.PatientName, "N*", Tags.PatientName, false },
        { Tags.PatientName, "N*", Tags.StudyDate, true },
        { Tags.StudyDate, "20000101-", null, false },
        { Tags.StudyDate, "20000101-", Tags.StudyDate, true },
        { Tags.StudyDate, "20000101-", Tags.StudyDate, false },
        { Tags.StudyDescription, "CHEST", Tags.PatientName, true },
    };

    [Theory]
    [MemberData(nameof(KeysThatMatchAll))]
    public void A_page_costs_the_same_among_few_and_many_when_a_key_matches_all(
        Tag tag, string value, Tag? orderedBy, bool isDescending)
    {
        var order = orderedBy is { } by ? SearchOrder.By(by, QueryLevel.Study, isDescending) : null;
        var few = PagesOf(held.Few, ManyStudies.InFew, (tag, value), order);
        var many = PagesOf(held.Many, ManyStudies.InMany, (tag, value), order);

        Assert.All(few.Concat(many), page => Assert.InRange(page.Steps, 1, StepsOfAPage));
        Assert.All(few.Concat(many), page => Assert.Equal(Page, page.Keys.Count));
        for (var i = 0; i < few.Count; i++) Assert.InRange(many[i].Steps, 0.5 * few[i].Steps, 1.5 * few[i].Steps);
    }

    [Fact]
    public void What_a_key_leads_to_is_read_where_it_is_little_or_comes_late()
    {
        var (rare, steps) = Read(held.Many, (Tags.AccessionNumber, "RARE"), null, after: null);
        Assert.Equal([ManyStudies.Rare], rare);
        Assert.InRange(steps, 0, 1000);

        var late = Read(held.Many, (Tags.AccessionNumber, "LATE"), null, after: null);
        Assert.Equal(Enumerable.Range(ManyStudies.FirstLate, Page).Select(key => (long)key), late.Keys);
        Assert.InRange(late.Steps, 1, StepsOfAPage);
    }

    [Fact]
    public void The_longest_stretch_of_a_pattern_is_looked_up_wherever_it_stands()
    {
        var (keys, steps) = Read(held.Many, (Tags.PatientName, "NAM?012345*"), null, after: null);

        Assert.Single(keys);
        Assert.InRange(steps, 0, 1000);
    }

    [Theory]
    [MemberData(nameof(KeysThatMatchAll))]
    public void Pages_of_any_length_are_read_by_the_same_plan(Tag tag, string value, Tag? orderedBy, bool isDescending)
    {
        var order = orderedBy is { } by ? SearchOrder.By(by, QueryLevel.Study, isDescending) : null;
        using var reader = new SqliteReader(held.Few.FilePath);
        var planned = new Counted();
        raw.sqlite3_set_authorizer( // asked for whatever a plan is made of
            reader.Connection.Handle, static (object counted, int _, string _, string _, string _, string _) => ((Counted)counted).Count(), planned);
        var plannedAtFirst = 0;
        foreach (var length in new[] { 10, 20, 30 })
        {
            var query = KeyQuery.Of(QueryLevel.Study, Keys.Of((tag, value)), tenant: 1, MatchingRules.Baseline, order);
            Assert.Equal(length, new Candidates(query, start: null).Take(length, reader).Count());
            if (length == 10) plannedAtFirst = planned.Times;
        }

        Assert.NotEqual(0, plannedAtFirst);
        Assert.Equal(plannedAtFirst, planned.Times);
    }

    /// <summary>The first page, and one that begins behind most rows.</summary>
    private static List<(List<long> Keys, int Steps)> PagesOf(TestIndex test, int studies, (Tag, string) key, SearchOrder? order)
    {
        var late = order is { IsDescending: true } ? studies / 20 : studies * 19 / 20;
        var value = order switch
        {
            null => null,
            { Level: QueryLevel.Patient } => $"name{late:000000}",
            _ => $"{20_000_101 + late}",
        };
        return [Read(test, key, order, after: null), Read(test, key, order, new SearchPosition(late, value))];
    }

    private static (List<long> Keys, int Steps) Read(TestIndex test, (Tag, string) key, SearchOrder? order, SearchPosition? after)
    {
        var query = KeyQuery.Of(QueryLevel.Study, Keys.Of(key), tenant: 1, MatchingRules.Baseline, order);
        using var reader = new SqliteReader(test.FilePath);
        var steps = new Counted();
        raw.sqlite3_progress_handler(reader.Connection.Handle, StepsAtOnce, static counted => ((Counted)counted).Count(), steps);
        var page = new Candidates(query, after).Take(Page, reader).Select(place => place.Key).ToList();
        return (page, steps.Times * StepsAtOnce);
    }

    private sealed class Counted
    {
        public int Times { get; private set; }

        public int Count()
        {
            Times++;
            return 0;
        }
    }
}
