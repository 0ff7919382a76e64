namespace Pacs.Index.Tests.Searching;

/// <summary>Dates and times that belong together, and zones.</summary>
public sealed class DateTimeTests
{
    [Theory]
    [InlineData("20200110-20200112", "1000-1200", true, "1.2 1.3 1.4 1.5 1.6")]
    [InlineData("20200110-20200112", "1000-1200", false, "1.2 1.4 1.6")]
    [InlineData("20200110-", "1000-", true, "1.2 1.3 1.4 1.5 1.6 1.7")]
    [InlineData("-20200112", "-1200", true, "1.1 1.2 1.3 1.4 1.5 1.6")]
    [InlineData("20200110-20200112", "1000", true, "1.2")] // one time is no range: each for itself
    [Trait("Conformance", "51")]
    public async Task A_range_of_dates_and_one_of_times_are_one_when_it_was_agreed(string dates, string times, bool combines, string expected)
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(
            Study(1, "20200110", "0900"), Study(2, "20200110", "100000"), Study(3, "20200110", "2300"), Study(4, "20200111", "1130"),
            Study(5, "20200112", "0800"), Study(6, "20200112", "120059"), Study(7, "20200112", "1201"), Study(8, "20200111", ""));

        var found = await FindAsync(test, new SearchRequest
        {
            Level = QueryLevel.Study,
            Keys = Keys.Of((Tags.StudyDate, dates), (Tags.StudyTime, times)),
            CombinesDateTime = combines,
        });

        Assert.Equal(expected, string.Join(' ', found.Select(answer => answer.GetString(Tags.StudyInstanceUID))));
    }

    [Theory]
    [InlineData("-0500", "20200110", "1.1", "20200110", "2100")]
    [InlineData("-0500", "20200111", "1.2", "20200111", "0800")]
    [InlineData("+0900", "20200111", "1.1 1.2", "20200111", "1100")]
    [Trait("Conformance", "50")]
    public async Task Dates_and_times_are_those_of_the_requester_when_it_was_agreed(string offset, string date, string expected, string firstDate, string firstTime)
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(Study(1, "20200111", "0300", "+0100"), Study(2, "20200111", "130000")); // the second says no zone: UTC here

        var keys = Keys.Of((Tags.StudyDate, date), (Tags.StudyTime, ""), (Tags.TimezoneOffsetFromUTC, offset));
        var found = await FindAsync(test, new SearchRequest { Level = QueryLevel.Study, Keys = keys, AdjustsTimezone = true });

        Assert.Equal(expected, string.Join(' ', found.Select(answer => answer.GetString(Tags.StudyInstanceUID))));
        Assert.StartsWith(firstTime, found[0].GetString(Tags.StudyTime), StringComparison.Ordinal);
        Assert.Equal((firstDate, offset), (found[0].GetString(Tags.StudyDate), found[0].GetString(Tags.TimezoneOffsetFromUTC)));
    }

    [Fact]
    [Trait("Conformance", "50")]
    public async Task A_zone_means_nothing_when_nothing_was_agreed()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(Study(1, "20200111", "0300", "+0100"));

        var keys = Keys.Of((Tags.StudyDate, "20200111"), (Tags.StudyTime, "0300"), (Tags.TimezoneOffsetFromUTC, "-0500"));

        Assert.Single(await FindAsync(test, new SearchRequest { Level = QueryLevel.Study, Keys = keys }));
    }

    private static async Task<List<DataSet>> FindAsync(TestIndex test, SearchRequest request)
    {
        var answers = new List<DataSet>();
        await foreach (var answer in test.Index.Search(request)) answers.Add(answer);
        return answers;
    }

    private static TestInstance Study(int number, string date, string time, string? offset = null) => new()
    {
        Study = $"1.{number}", Series = $"1.{number}.1", Instance = $"1.{number}.1.1", Digest = (UInt128)number,
        With = header =>
        {
            header.Set(Tags.StudyDate, Vr.DA, date);
            header.Set(Tags.StudyTime, Vr.TM, time);
            if (offset is not null) header.Set(Tags.TimezoneOffsetFromUTC, Vr.SH, offset);
        },
    };
}
