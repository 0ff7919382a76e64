using Pacs.Network.Client;
using Pacs.Server.Hosting;

namespace Pacs.Server.Tests.Cli;

public sealed class DoctorCommandTests
{
    [Fact]
    public async Task Stores_finds_and_fetches_back_in_the_archive_that_runs()
    {
        await using var archive = await ServedArchive.StartAsync();

        var first = await Tool.RunAsync("doctor", "--data", archive.DataDirectory);
        var again = await Tool.RunAsync("doctor", "--data", archive.DataDirectory);

        foreach (var service in (string[])["C-ECHO", "C-STORE", "C-FIND", "C-GET"])
        {
            Assert.Contains($"ok     {service}", first.Output, StringComparison.Ordinal);
            Assert.Contains($"ok     {service}", again.Output, StringComparison.Ordinal);
        }

        Assert.Contains("a sync takes", first.Output, StringComparison.Ordinal);
        Assert.Contains($"DICOM 127.0.0.1:{archive.Address.Port}", first.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(archive.DataDirectory, "*.probe"));
        Assert.Contains("1 instances", (await Tool.RunAsync("status", "--data", archive.DataDirectory)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_as_a_peer_where_only_peers_are_served()
    {
        await using var archive = await ServedArchive.StartAsync(
        [
            .. ServedArchive.Peer(0, new PeerAddress("SCANNER", "127.0.0.1", 104), "Store"),
            .. ServedArchive.Peer(1, new PeerAddress("STATION", "127.0.0.1", 104)),
        ]);

        var doctor = await Tool.RunAsync("doctor", "--data", archive.DataDirectory);

        Assert.Contains("as STATION", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("ok     C-GET", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_is_wrong_and_fails()
    {
        await using var archive = await ServedArchive.StartAsync(
            ServedArchive.Peer(0, new PeerAddress("SCANNER", "127.0.0.1", 104), "Store"));

        var doctor = await Tool.RunAsync("doctor", "--data", archive.DataDirectory, "--calling-ae", "STRANGER");

        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains("WRONG  C-ECHO", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("1 thing is WRONG", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prints_every_limit_with_the_value_it_has()
    {
        await using var archive = await ServedArchive.StartAsync(("Limits:Associations", "7"), ("Limits:HeaderBytes", "1048576"));

        var output = (await Tool.RunAsync("doctor", "--data", archive.DataDirectory)).Output;

        Assert.Matches(@"Associations +7 +A-ASSOCIATE-RJ", output);
        Assert.Matches(@"HeaderBytes +1 MiB +0xC000", output);
        foreach (var limit in typeof(LimitOptions).GetProperties())
        {
            Assert.Contains($"  {limit.Name} ", output, StringComparison.Ordinal);
        }
    }
}
