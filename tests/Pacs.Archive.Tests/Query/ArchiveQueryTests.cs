using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Archive.Tests.Query;

public sealed class ArchiveQueryTests
{
    private static readonly TestImage[] Images =
    [
        new() { PatientId = "P1", Study = "1.1", Series = "1.1.1", Instance = "1.1.1.1" },
        new() { PatientId = "P1", Study = "1.1", Series = "1.1.2", Instance = "1.1.2.1" },
        new() { PatientId = "P2", Study = "1.2", Series = "1.2.1", Instance = "1.2.1.1" },
    ];

    [Theory]
    [InlineData(QueryRoot.Patient, "PATIENT", 2)]
    [InlineData(QueryRoot.Study, "STUDY", 2)]
    [Trait("Conformance", "31")]
    [Trait("Conformance", "36")]
    public async Task Says_in_each_answer_its_level_and_who_sends_what_was_found(QueryRoot root, string level, int expected)
    {
        var answers = await FindAsync(root, Fetching.Keys(level, (Tags.PatientID, "")));

        Assert.Equal(expected, answers.Count);
        Assert.All(answers, answer => Assert.Equal(
            (level, "PACS"), (answer.GetString(Tags.QueryRetrieveLevel), answer.GetString(Tags.RetrieveAETitle))));
    }

    [Fact]
    public async Task Finds_at_the_lower_levels_below_what_the_keys_name()
    {
        var series = await FindAsync(QueryRoot.Study, Fetching.Keys("SERIES", (Tags.StudyInstanceUID, "1.1"), (Tags.SeriesInstanceUID, "")));
        var images = await FindAsync(QueryRoot.Patient, Fetching.Keys(
            "IMAGE", (Tags.PatientID, "P2"), (Tags.StudyInstanceUID, "1.2"), (Tags.SeriesInstanceUID, "1.2.1"), (Tags.SOPInstanceUID, "")));

        Assert.Equal(["1.1.1", "1.1.2"], series.Select(answer => answer.GetString(Tags.SeriesInstanceUID)).Order(StringComparer.Ordinal));
        Assert.Equal("1.2.1.1", Assert.Single(images).GetString(Tags.SOPInstanceUID));
    }

    [Fact]
    [Trait("Conformance", "32")]
    public async Task Says_that_it_is_online_only_to_whoever_asks()
    {
        var unasked = await FindAsync(QueryRoot.Study, Fetching.Keys("STUDY"));
        var asked = await FindAsync(QueryRoot.Study, Fetching.Keys("STUDY", (Tags.InstanceAvailability, "")));

        Assert.All(unasked, answer => Assert.False(answer.Contains(Tags.InstanceAvailability)));
        Assert.All(asked, answer => Assert.Equal("ONLINE", answer.GetString(Tags.InstanceAvailability)));
    }

    [Fact]
    [Trait("Conformance", "56")]
    public async Task Finds_nothing_where_nothing_is() =>
        Assert.Empty(await FindAsync(QueryRoot.Study, Fetching.Keys("STUDY", (Tags.StudyInstanceUID, "9.9"))));

    private static async Task<List<DataSet>> FindAsync(QueryRoot root, DataSet identifier)
    {
        await using var archive = await TestArchive.OpenAsync();
        foreach (var image in Images) await archive.Ingest.SendAsync(image);

        Assert.Null(ArchiveQuery.RefusalOf(root, identifier, QueryOptions.Baseline));
        var answers = new List<DataSet>();
        await foreach (var answer in archive.Query.FindAsync(root, identifier, QueryOptions.Baseline, "PACS", CancellationToken.None)) answers.Add(answer);
        return answers;
    }
}
