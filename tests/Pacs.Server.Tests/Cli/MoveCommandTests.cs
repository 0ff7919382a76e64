using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.Tests.Cli;

public sealed class MoveCommandTests
{
    [Fact]
    public async Task Has_the_archive_send_to_another()
    {
        using var folder = new TemporaryDirectory();
        await using var workstation = await ServedArchive.StartAsync(("AeTitle", "WORKSTATION"));
        var address = workstation.Address with { AeTitle = "WORKSTATION" };
        await using var archive = await ServedArchive.StartAsync(
            [.. ServedArchive.Peer(0, address), ("AllowUnknownPeers", "true")]);
        for (var i = 1; i <= 3; i++) TestFile.Write(folder[$"in/{i}"], TestFile.Instance(i));
        await Tool.RunAsync("store", $"{archive.Address}", folder["in"]);

        var move = await Tool.RunAsync(
            "move", $"{archive.Address}", "--destination", "WORKSTATION", "-k", $"StudyInstanceUID={TestFile.Study}");

        Assert.Equal(0, move.ExitCode);
        Assert.Equal(3, move.Count("accepted"));
        Assert.Contains("1 match\n", (await Tool.RunAsync("find", $"{address}")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_the_destination_is_not_known()
    {
        await using var archive = await ServedArchive.StartAsync();

        var move = await Tool.RunAsync("move", $"{archive.Address}", "-d", "NOWHERE", "-k", "StudyInstanceUID=1.2.3");

        Assert.Equal(1, move.ExitCode);
        Assert.StartsWith(
            "pacs: the peer ended with 0xA801 Move destination unknown", move.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_those_that_the_destination_did_not_take()
    {
        using var folder = new TemporaryDirectory();
        await using var receiver = new ImplicitReceiver();
        await using var archive = await ServedArchive.StartAsync(
            [.. ServedArchive.Peer(0, receiver.Address), ("AllowUnknownPeers", "true")]);
        var jpeg = TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit);
        TestFile.Write(folder["in/1"], TestFile.Instance(1));
        TestFile.Write(folder["in/2"], TestFile.Encapsulated(2), jpeg);
        await Tool.RunAsync("store", $"{archive.Address}", folder["in"]);

        var move = await Tool.RunAsync(
            "move", $"{archive.Address}", "-d", "RECEIVER", "-k", $"StudyInstanceUID={TestFile.Study}");

        Assert.Equal(1, move.ExitCode);
        Assert.Equal((1, 1), (move.Count("accepted"), move.Count("refused")));
        Assert.Contains($"{TestFile.Study}.1.2", move.Output, StringComparison.Ordinal);
    }
}
