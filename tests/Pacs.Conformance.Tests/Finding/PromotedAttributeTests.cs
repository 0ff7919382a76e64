using System.Text.Json;

namespace Pacs.Conformance.Tests.Finding;

/// <summary>An attribute that an administrator promotes, for what is held already and for what comes.</summary>
public sealed class PromotedAttributeTests
{
    private const uint Creator = 0x00090010, Private = 0x00091001;

    [Fact, Trait("Conformance", "35")]
    public async Task A_promoted_attribute_is_found_without_reading_instances_once_pacs_status_says_so()
    {
        using var directory = new TestDirectory();
        var oneHeader = new Dictionary<string, string> { ["Pacs__Limits__HeadersPerQuery"] = "1" };
        await using (var before = await PacsServer.StartAsync(directory["data"], oneHeader))
        {
            for (var i = 0; i < 4; i++) await StoreAsync(before, "rare");
            Assert.Equal((0xA700, 1), await FindAsync(before, "rare"));
        }

        var promoted = oneHeader.Append(new("Pacs__PromotedAttributes__0", "00091001:PACS TEST CREATOR")).ToDictionary();
        await using (var during = await PacsServer.StartAsync(directory["data"], promoted))
        {
            await UntilCompleteAsync(directory["data"]);
            await StoreAsync(during, "rare");
            await StoreAsync(during, "other");

            Assert.Equal((0, 5), await FindAsync(during, "rare"));
            Assert.Equal((0, 5), await FindAsync(during, "ra?e*"));
        }

        await using var after = await PacsServer.StartAsync(directory["data"], oneHeader);
        Assert.Equal((0xA700, 1), await FindAsync(after, "rare"));
    }

    [Fact]
    public async Task An_index_made_anew_holds_promoted_attributes_too()
    {
        using var directory = new TestDirectory();
        var settings = new Dictionary<string, string>
        {
            ["Pacs__Limits__HeadersPerQuery"] = "0", ["Pacs__PromotedAttributes__0"] = "00091001:PACS TEST CREATOR",
        };
        await using var server = await PacsServer.StartAsync(directory["data"], settings);
        foreach (var value in (string[])["rare", "rare", "other"]) await StoreAsync(server, value);

        (await ProcessRun.RunPacsAsync(["reindex", "--data", directory["data"]])).Succeeded();
        await UntilCompleteAsync(directory["data"]);

        Assert.Equal((0, 2), await FindAsync(server, "rare"));
        Assert.Equal((0, 1), await FindAsync(server, "o*"));
    }

    [Theory]
    [InlineData("PatientName", "PatientName is in the index anyway")]
    [InlineData("NoSuchThing", "'NoSuchThing' names no attribute")]
    public async Task The_archive_does_not_start_with_an_attribute_that_cannot_be_promoted(string name, string reason)
    {
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(directory["appsettings.json"], $$"""{ "Pacs": { "PromotedAttributes": [ "{{name}}" ] } }""");

        var started = await ProcessRun.RunPacsAsync(["serve"], Path.GetDirectoryName(directory["data"]));

        Assert.NotEqual(0, started.ExitCode);
        Assert.Contains(reason, started.Output, StringComparison.Ordinal);
    }

    private static async Task StoreAsync(PacsServer server, string value)
    {
        await using var peer = await RawPeer.AssociateAsync(server.DicomPort, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));
        var image = new RawImage { Edit = elements => elements.With(Creator, "LO", "PACS TEST CREATOR").With(Private, "LO", value) };
        Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
    }

    /// <summary>The final status, and how many studies were found.</summary>
    private static async Task<(int Status, int Found)> FindAsync(PacsServer server, string value)
    {
        await using var peer = await RawPeer.AssociateAsync(server.DicomPort, new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));
        var answers = await peer.FindAsync(1, Uids.StudyRootFind, Identifiers.Level("STUDY")
            .Add(Tags.StudyInstance, "UI", "").With(Creator, "LO", "PACS TEST CREATOR").With(Private, "LO", value));
        return (answers[^1].Status, answers.Count - 1);
    }

    private static async Task UntilCompleteAsync(string data)
    {
        var isComplete = false;
        while (!isComplete)
        {
            var status = await ProcessRun.RunPacsAsync(["status", "--data", data, "--json"]);
            var attribute = JsonDocument.Parse(status.Output).RootElement.GetProperty("archive").GetProperty("promotedAttributes")[0];
            isComplete = attribute.GetProperty("isComplete").GetBoolean();
        }
    }
}
