using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Network.Client;
using Pacs.Network.Messages;

namespace Pacs.Server.Tests.Dimse;

public sealed class CFindScpTests
{
    [Fact]
    [Trait("Conformance", "31")]
    [Trait("Conformance", "36")]
    public async Task Answers_with_each_match_and_then_success()
    {
        await using var archive = await ServedArchive.StartAsync(("AeTitle", "STORE"));
        await archive.Address.StoreAsync(new("1.1") { Study = "1.2.1" }, new("1.2") { Study = "1.2.2", Series = "1.2.2.1" });

        var (matches, final) = await FindAsync(archive, Caller.Study(""));

        Assert.Equal(["1.2.1", "1.2.2"], matches.Select(match => match.GetString(Tags.StudyInstanceUID)).Order(StringComparer.Ordinal));
        Assert.All(matches, match => Assert.Equal("STUDY", match.GetString(Tags.QueryRetrieveLevel)));
        Assert.All(matches, match => Assert.Equal("STORE", match.GetString(Tags.RetrieveAETitle)));
        Assert.Equal(DimseStatus.Success, final.Status);
    }

    [Fact]
    [Trait("Conformance", "56")]
    public async Task Answers_no_match_with_success_alone()
    {
        await using var archive = await ServedArchive.StartAsync();

        var (matches, final) = await FindAsync(archive, Caller.Study("9.9"));

        Assert.Empty(matches);
        Assert.Equal(DimseStatus.Success, final.Status);
    }

    [Fact]
    [Trait("Conformance", "48")]
    [Trait("Conformance", "49")]
    public async Task Says_why_it_cannot_answer()
    {
        await using var archive = await ServedArchive.StartAsync();

        var (_, noStudy) = await FindAsync(archive, Caller.Keys("SERIES", (Tags.SeriesInstanceUID, "")));
        var (_, noLevel) = await FindAsync(archive, new DataSet());

        Assert.Equal((DimseStatus.DataSetMismatch, "(0020,000D) must have one value at level SERIES"), (noStudy.Status, noStudy.ErrorComment));
        Assert.Equal((DimseStatus.DataSetMismatch, "Query/Retrieve Level (0008,0052) is missing"), (noLevel.Status, noLevel.ErrorComment));
    }

    private static async Task<(List<DataSet> Matches, CFindResponse Final)> FindAsync(ServedArchive archive, DataSet identifier)
    {
        await using var scu = await FindScu.ConnectAsync(
            archive.Address, SopClasses.StudyRootQueryRetrieveInformationModelFind, Caller.Options, Patience.Soon);
        var results = scu.Find(identifier);
        var matches = new List<DataSet>();
        await foreach (var match in results) matches.Add(match);
        await scu.ReleaseAsync(Patience.Soon);
        return (matches, Assert.IsType<CFindResponse>(results.FinalResponse));
    }
}
