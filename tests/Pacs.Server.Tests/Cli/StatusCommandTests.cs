using System.Text.Json;

namespace Pacs.Server.Tests.Cli;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task Counts_what_the_archive_holds_and_has_answered()
    {
        await using var archive = await ServedArchive.StartAsync();
        await archive.Address.StoreAsync(TestImage.Several(3));
        await archive.Address.GetAsync(Caller.Study("1.2.1"), [TestImage.Several(1)[0].SopClass], TestImage.Several(1)[0].Syntax);
        await Tool.RunAsync("verify", "--data", archive.DataDirectory);

        var status = JsonDocument.Parse((await Tool.RunAsync("status", "--data", archive.DataDirectory, "--json")).Output).RootElement;

        var held = status.GetProperty("archive");
        Assert.Equal((1, 3), (held.GetProperty("studies").GetInt64(), held.GetProperty("instances").GetInt64()));
        Assert.InRange(held.GetProperty("storedBytes").GetInt64(), 3 * 1000, long.MaxValue);
        Assert.Equal(3, held.GetProperty("verification").GetProperty("members").GetInt64());
        var server = status.GetProperty("server");
        Assert.Equal(2, server.GetProperty("associations").GetInt64());
        var station = Assert.Single(server.GetProperty("peers").EnumerateArray());
        Assert.Equal(("STATION", 2), (station.GetProperty("aeTitle").GetString(), station.GetProperty("total").GetInt64()));
        var totals = server.GetProperty("operations").EnumerateArray()
            .Select(operation => (operation.GetProperty("operation").GetString(), operation.GetProperty("total").GetInt64()));
        Assert.Equal([("C-GET", 1), ("C-STORE", 3)], totals);
    }

    [Fact]
    public async Task Is_written_for_people_on_a_screen_of_80_columns()
    {
        await using var archive = await ServedArchive.StartAsync();
        await archive.Address.StoreAsync(TestImage.Several(2));

        var status = await Tool.RunAsync("status", "--data", archive.DataDirectory);

        Assert.Equal(0, status.ExitCode);
        Assert.Contains("2 instances, 1 series, 1 studies, 1 patients", status.Output, StringComparison.Ordinal);
        Assert.Contains("C-STORE", status.Output, StringComparison.Ordinal);
        Assert.All(status.Output.Split('\n').Skip(1), line => Assert.InRange(line.Length, 0, 80)); // the first has a path
    }

    [Fact]
    public async Task Tells_what_is_held_when_nobody_serves_it()
    {
        await using var archive = await ServedArchive.StartAsync();
        await archive.Address.StoreAsync(TestImage.Several(2));
        await archive.StopAsync();

        var status = await Tool.RunAsync("status", "--data", archive.DataDirectory);

        Assert.Contains("not running", status.Output, StringComparison.Ordinal);
        Assert.Contains("2 instances", status.Output, StringComparison.Ordinal);
    }
}
