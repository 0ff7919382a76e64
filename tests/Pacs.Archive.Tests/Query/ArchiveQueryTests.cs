using System.Text;
using Pacs.Archive.Ingest;
using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

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

    [Fact]
    public async Task Answers_with_its_own_vr_what_came_with_one_that_there_is_not()
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = new TestImage { With = image => image.Set(new DataElement(Tags.SeriesInstanceUID, Vr.UN, "1.2.1.1\0"u8.ToArray())) };
        await archive.Ingest.SendAsync(image);

        var keys = Fetching.Keys("SERIES", (Tags.StudyInstanceUID, image.Study), (Tags.SeriesInstanceUID, ""));
        await foreach (var answer in archive.Query.Find(QueryRoot.Study, keys, new QueryOptions(), "PACS"))
        {
            Assert.Equal((Vr.UI, "1.2.1.1"), (answer.Find(Tags.SeriesInstanceUID)!.Vr, answer.GetString(Tags.SeriesInstanceUID)));
        }

        Assert.Equal(image.Bytes, await archive.Retrieve.ReadAsync(image));
    }

    public static TheoryData<string> Syntaxes => [.. new[]
    {
        TransferSyntax.ImplicitVrLittleEndian, TransferSyntax.ExplicitVrLittleEndian, TransferSyntax.ExplicitVrBigEndian,
        TransferSyntax.DeflatedExplicitVrLittleEndian,
    }.Select(syntax => syntax.Uid)];

    [Theory]
    [MemberData(nameof(Syntaxes))]
    [Trait("Conformance", "34")]
    [Trait("Conformance", "35")]
    public async Task Matches_and_answers_what_is_not_indexed_from_what_is_stored(string syntax)
    {
        var creator = new Tag(0x0029, 0x0010);
        var element = new Tag(0x0029, 0x1001);
        await using var archive = await TestArchive.OpenAsync();
        foreach (var number in new[] { 1, 2 })
        {
            Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(new TestImage
            {
                Study = $"1.{number}", Series = $"1.{number}.1", Instance = $"1.{number}.1.1", Syntax = TransferSyntax.Of(syntax),
                With = image =>
                {
                    image.Set(Tags.ContrastBolusAgent, $"Größe {number}");
                    image.Set(creator, Vr.LO, "ACME");
                    image.Set(element, Vr.LO, $"no. {number}");
                    image.Set(new Tag(0x0019, 0x1001), Vr.LT, new string('x', 40_000)); // more than one read of the disk
                    image.Set(Tags.LossyImageCompression, $"0{number}");
                },
            })).Outcome);
        }

        var identifier = Fetching.Keys("STUDY", (Tags.StudyInstanceUID, ""), (Tags.LossyImageCompression, "02"));
        identifier.Set(Tags.AnatomicRegionSequence);
        identifier.Set(Tags.SpecificCharacterSet, "ISO_IR 100");
        identifier.Set(Tags.ContrastBolusAgent, "Gr*2");
        identifier.Set(creator, Vr.LO, "ACME");
        identifier.Set(element, Vr.LO, "no. ?");
        var answer = Assert.Single(await ReadAsync(archive.Query.Find(QueryRoot.Study, identifier, QueryOptions.Baseline, "PACS")));

        Assert.Equal(("1.2", "Größe 2"), (answer.GetString(Tags.StudyInstanceUID), answer.GetString(Tags.ContrastBolusAgent)));
        Assert.Equal("ISO_IR 100", answer.GetString(Tags.SpecificCharacterSet));
        Assert.Equal("T-04000", Assert.Single(answer.GetItems(Tags.AnatomicRegionSequence)).GetString(Tags.CodeValue));
        Assert.StartsWith("no. 2", Encoding.ASCII.GetString(answer.Find(element)!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Conformance", "52")]
    public async Task Says_why_it_did_not_answer_everything()
    {
        await using var archive = await TestArchive.OpenAsync();
        foreach (var image in Images) await archive.Ingest.SendAsync(image);
        var query = new ArchiveQuery(
            archive.Store, archive.Index, new ArchiveOptions { DataDirectory = "", MaxMatches = 1, MaxHeaders = 1 }, TimeProvider.System);

        var matches = query.Find(QueryRoot.Study, Fetching.Keys("STUDY"), QueryOptions.Baseline, "PACS");
        var headers = query.Find(QueryRoot.Study, Fetching.Keys("STUDY", (Tags.KVP, "120")), QueryOptions.Baseline, "PACS");

        Assert.Single(await ReadAsync(matches));
        Assert.Empty(await ReadAsync(headers));
        Assert.Equal((QueryEnd.TooManyMatches, QueryEnd.TooManyHeaders), (matches.End, headers.End));
    }

    private static async Task<List<DataSet>> FindAsync(QueryRoot root, DataSet identifier)
    {
        await using var archive = await TestArchive.OpenAsync();
        foreach (var image in Images) await archive.Ingest.SendAsync(image);

        Assert.Null(ArchiveQuery.RefusalOf(root, identifier, QueryOptions.Baseline));
        return await ReadAsync(archive.Query.Find(root, identifier, QueryOptions.Baseline, "PACS"));
    }

    private static async Task<List<DataSet>> ReadAsync(QueryAnswers found)
    {
        var answers = new List<DataSet>();
        await foreach (var answer in found) answers.Add(answer);
        return answers;
    }
}
