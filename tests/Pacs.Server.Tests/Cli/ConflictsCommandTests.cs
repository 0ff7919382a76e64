using System.Text.Json;
using Pacs.Network.Client;

namespace Pacs.Server.Tests.Cli;

public sealed class ConflictsCommandTests
{
    [Fact]
    [Trait("Conformance", "24")]
    public async Task Tells_who_sent_what_under_whose_instance()
    {
        await using var archive = await ServedArchive.StartAsync();
        var image = new TestImage("1.2.1.1.1");
        await archive.Address.StoreAsync(image);
        await archive.Address.StoreAsync(image with { Series = "1.2.1.2" });
        await StoreAsAsync("OTHER", archive.Address, image with { PixelLength = 2000 });

        var table = await Tool.RunAsync("conflicts", "--data", archive.DataDirectory);
        var json = JsonDocument.Parse((await Tool.RunAsync("conflicts", "--data", archive.DataDirectory, "--json")).Output).RootElement;

        Assert.Equal(0, table.ExitCode);
        Assert.Contains("OTHER sent other bytes than STATION", table.Output, StringComparison.Ordinal);
        Assert.Contains("2 conflicts", table.Output, StringComparison.Ordinal);
        Assert.Equal(["OtherSeries", "OtherSource"], json.EnumerateArray().Select(c => c.GetProperty("contradiction").GetString()));
        Assert.Equal("1.2.1.2", json[0].GetProperty("seriesInstanceUid").GetString());
        Assert.Equal("1.2.1.1", json[0].GetProperty("currentSeriesInstanceUid").GetString());
    }

    [Fact]
    public async Task Says_so_when_there_are_none()
    {
        await using var archive = await ServedArchive.StartAsync();

        Assert.Equal("0 conflicts", (await Tool.RunAsync("conflicts", "--data", archive.DataDirectory)).Output.Trim());
        Assert.Equal("[]", (await Tool.RunAsync("conflicts", "--data", archive.DataDirectory, "--json")).Output.Trim());
    }

    private static async Task StoreAsAsync(string title, PeerAddress archive, TestImage image)
    {
        await using var scu = new StoreScu(archive, [image.Proposal], new ScuOptions { CallingAeTitle = title });
        await scu.StoreAsync(image.Request, image.Syntax, new MemoryStream(image.Bytes), Patience.Soon);
        await scu.ReleaseAsync(Patience.Soon);
    }
}
