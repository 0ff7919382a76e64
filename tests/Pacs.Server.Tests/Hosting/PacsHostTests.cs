using Microsoft.Extensions.Options;
using Pacs.Dicom.Dictionary;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;

namespace Pacs.Server.Tests.Hosting;

public sealed class PacsHostTests
{
    private static readonly TestImage Image = new("1.2.1.1.1") { PixelLength = 1 << 20 };

    [Fact]
    public async Task Says_where_it_answers_when_it_does()
    {
        await using var archive = await ServedArchive.StartAsync(("AeTitle", "STORE"));
        using var browser = new HttpClient();

        Assert.Equal(
            $"Pacs is ready: AE title STORE, DICOM 127.0.0.1:{archive.Address.Port}, HTTP {archive.Http.Authority}, data in {archive.DataDirectory}",
            archive.ReadyLine);
        Assert.Equal(DimseStatus.Success, await EchoScu.EchoAsync(archive.Address, Caller.Options, Patience.Soon));
        Assert.Equal("ready", await browser.GetStringAsync(new Uri(archive.Http, "health/ready"), Patience.Soon));
    }

    [Fact]
    public async Task Does_not_start_with_settings_that_are_not_to_be_served_with()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => ServedArchive.StartAsync(("ListenAddress", "0.0.0.0"), ("AllowAnonymous", "true")));

        Assert.Contains("Pacs:AllowUnknownPeers", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_start_where_another_is_running()
    {
        await using var archive = await ServedArchive.StartAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => ServedArchive.StartAsync(("DataDirectory", archive.DataDirectory)));
        await Assert.ThrowsAnyAsync<IOException>(() => ServedArchive.StartAsync(("DicomPort", $"{archive.Address.Port}")));
    }

    [Fact]
    [Trait("Conformance", "1")]
    public async Task Serves_only_the_peers_it_knows_by_the_title_it_has()
    {
        var known = new PeerAddress("STATION", "127.0.0.1", 104);
        await using var archive = await ServedArchive.StartAsync(ServedArchive.Peer(0, known));

        Assert.Equal(DimseStatus.Success, await EchoScu.EchoAsync(archive.Address, Caller.Options, Patience.Soon));
        await Assert.ThrowsAsync<AssociationRejectedException>(
            () => EchoScu.EchoAsync(archive.Address, new ScuOptions { CallingAeTitle = "STRANGER" }, Patience.Soon));
        await Assert.ThrowsAsync<AssociationRejectedException>(
            () => EchoScu.EchoAsync(archive.Address with { AeTitle = "OTHER" }, Caller.Options, Patience.Soon));
    }

    [Fact]
    public async Task Ends_with_an_association_open_that_says_nothing()
    {
        await using var archive = await ServedArchive.StartAsync();
        await using var association = await OpenAsync(archive);

        await archive.StopAsync();

        await Assert.ThrowsAsync<AssociationAbortedException>(async () =>
        {
            await using var operation = await association.SendAsync(
                association.Contexts[0], new CEchoRequest { AffectedSopClassUid = SopClasses.Verification }, Patience.Soon);
            await operation.ReadFinalResponseAsync(Patience.Soon);
        });
    }

    [Fact]
    public async Task Ends_in_the_middle_of_an_instance_and_keeps_nothing_of_it()
    {
        await using var archive = await ServedArchive.StartAsync();
        await using var scu = new StoreScu(archive.Address, [Image.Proposal], Caller.Options);
        await using var halting = new HaltingStream(Image.Bytes, Image.Bytes.Length / 2);

        var storing = scu.StoreAsync(Image.Request, Image.Syntax, halting, Patience.Soon);
        await halting.Halted.WaitAsync(Patience.Soon);
        await archive.StopAsync();
        halting.GoOn();

        await Assert.ThrowsAsync<AssociationAbortedException>(() => storing);
        Assert.Empty(Directory.GetFiles(archive.DataDirectory, "*.tar", SearchOption.AllDirectories));
    }

    private static Task<Association> OpenAsync(ServedArchive archive) => PeerConnection.AssociateAsync(
        archive.Address, [(SopClasses.Verification, ServicePolicy.Query.TransferSyntaxes)], [], Caller.Options, Patience.Soon);
}
