namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>What a store request is worth when the archive is killed, and what it may cost.</summary>
public sealed class StowLimitTests
{
    [Fact, Trait("Conformance", "23")]
    public async Task What_was_answered_200_is_there_after_a_kill()
    {
        using var directory = new TestDirectory();
        var image = new RawImage();
        await using (var server = await PacsServer.StartAsync(directory["data"]))
        {
            using var stow = new Stow(server.HttpPort);
            Assert.Equal(200, (await stow.PostFilesAsync(Stow.File(image))).Status);
            await server.KillAsync();
        }

        await using var again = await PacsServer.StartAsync(directory["data"]);
        await using var peer = await RawPeer.AssociateAsync(
            again.DicomPort, new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));
        var found = await peer.FindAsync(1, Uids.StudyRootFind, Identifiers.Study(image.Study));

        Assert.Single(found, answer => answer.IsPending);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_and_stores_nothing()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(
            directory["data"], new Dictionary<string, string> { ["Pacs__Limits__HttpBodyBytes"] = "1048576" });
        using var stow = new Stow(server.HttpPort);
        var image = new RawImage { PixelBytes = 1 << 20 };

        var answer = await stow.PostFilesAsync(Stow.File(image));

        answer.AssertProblem(413, "");
        Assert.Equal(200, (await stow.PostFilesAsync(Stow.File(image with { PixelBytes = 128 }))).Status);
    }
}
