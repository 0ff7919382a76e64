namespace Pacs.Conformance.Tests.Storing;

public sealed class FullDiskTests
{
    [Fact, Trait("Conformance", "28")]
    public async Task Below_the_space_that_stays_free_nothing_is_stored_and_the_rest_is_served()
    {
        using var directory = new TestDirectory();
        var kept = new RawImage();
        await using (var server = await PacsServer.StartAsync(directory["data"]))
        {
            await using var peer = await RawPeer.AssociateAsync(
                server.DicomPort, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));
            Assert.Equal(0, (await peer.StoreAsync(1, kept)).Status);
            await server.StopAsync();
        }

        // No disk has as much free as is wanted here, so this one counts as full.
        var full = new Dictionary<string, string>
        {
            ["Pacs__Limits__FreeDiskPercent"] = "100",
            ["Pacs__Limits__FreeDiskBytes"] = $"{long.MaxValue}",
        };
        await using (var server = await PacsServer.StartAsync(directory["data"], full))
        {
            var before = directory.Files("*.tar").Sum(segment => new FileInfo(segment).Length);
            await using var peer = await RawPeer.AssociateAsync(
                server.DicomPort,
                new RawContext(1, Uids.CtImage, Uids.ImplicitLittle),
                new RawContext(3, Uids.StudyRootFind, Uids.ImplicitLittle));

            Assert.Equal(0xA700, (await peer.StoreAsync(1, kept.Next())).Status);
            Assert.Equal(0xA700, (await peer.StoreAsync(1, new RawImage { PixelBytes = 6_000_000 })).Status);

            Assert.Equal(before, directory.Files("*.tar").Sum(segment => new FileInfo(segment).Length));
            var found = await peer.FindAsync(
                3, Uids.StudyRootFind, Identifiers.Study(kept.Study).Add(Tags.StudyInstances, "IS", ""));
            Assert.Equal("1", Assert.Single(found, answer => answer.IsPending).Identifier[Tags.StudyInstances]);
        }
    }
}
