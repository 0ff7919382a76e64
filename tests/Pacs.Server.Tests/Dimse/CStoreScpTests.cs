using Pacs.Dicom.Dictionary;
using Pacs.Network.Client;
using Pacs.Network.Messages;

namespace Pacs.Server.Tests.Dimse;

public sealed class CStoreScpTests
{
    private static readonly TestImage Image = new("1.2.1.1.1");

    [Fact]
    [Trait("Conformance", "22")]
    public async Task Stores_an_instance_and_takes_it_again()
    {
        await using var archive = await ServedArchive.StartAsync();

        var results = await archive.Address.StoreAsync(Image, Image);

        Assert.All(results, result => Assert.Equal(DimseStatus.Success, result.Status));
        var (instances, _) = await archive.Address.GetAsync(Caller.Study(Image.Study), [Image.SopClass], Image.Syntax);
        Assert.Equal(Image.Bytes, Assert.Single(instances).Bytes);
    }

    [Fact]
    [Trait("Conformance", "25")]
    public async Task Says_what_is_wrong_with_an_instance_and_takes_the_next()
    {
        await using var archive = await ServedArchive.StartAsync();
        await using var scu = new StoreScu(archive.Address, [Image.Proposal, new(SopClasses.MRImageStorage, Image.Syntax)], Caller.Options);

        var otherUid = await SendAsync(Image.Request with { AffectedSopInstanceUid = "1.9.9" }, Image.Bytes);
        var otherClass = await SendAsync(Image.Request with { AffectedSopClassUid = SopClasses.MRImageStorage }, Image.Bytes);
        var cutShort = await SendAsync(Image.Request, Image.Bytes[..^10]);
        var noUid = await SendAsync(Image.Request, (Image with { Study = "none" }).Bytes);
        var nothing = await SendAsync(Image.Request, []);
        var good = await SendAsync(Image.Request, Image.Bytes);
        await scu.ReleaseAsync(Patience.Soon);

        Assert.Equal(DimseStatus.DataSetMismatch, otherUid.Status);
        Assert.Equal(DimseStatus.DataSetMismatch, otherClass.Status);
        Assert.Equal(DimseStatus.CannotUnderstand, cutShort.Status);
        Assert.Equal((DimseStatus.CannotUnderstand, "Study Instance UID (0020,000D) is not a UID"), (noUid.Status, noUid.ErrorComment));
        Assert.Equal(DimseStatus.CannotUnderstand, nothing.Status);
        Assert.Equal(DimseStatus.Success, good.Status);
        var (instances, _) = await archive.Address.GetAsync(Caller.Study(Image.Study), [Image.SopClass], Image.Syntax);
        Assert.Single(instances);

        Task<StoreResult> SendAsync(CStoreRequest request, byte[] dataSet) =>
            scu.StoreAsync(request, Image.Syntax, new MemoryStream(dataSet), Patience.Soon);
    }

    [Fact]
    [Trait("Conformance", "28")]
    public async Task Says_that_it_is_out_of_space()
    {
        await using var archive = await ServedArchive.StartAsync(
            ("Limits:FreeDiskPercent", "100"), ("Limits:FreeDiskBytes", $"{long.MaxValue}"));

        Assert.Equal(new DimseStatus(0xA700), Assert.Single(await archive.Address.StoreAsync(Image)).Status);
        Assert.Empty(Directory.GetFiles(archive.DataDirectory, "*.tar", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Takes_nothing_from_a_peer_that_may_only_retrieve()
    {
        var station = new PeerAddress(Caller.Options.CallingAeTitle, "127.0.0.1", 104);
        await using var archive = await ServedArchive.StartAsync(ServedArchive.Peer(0, station, "Retrieve"));

        Assert.Equal(DimseStatus.NotAuthorized, Assert.Single(await archive.Address.StoreAsync(Image)).Status);
        Assert.Empty(Directory.GetFiles(archive.DataDirectory, "*.tar", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Stores_what_several_peers_send_at_once()
    {
        await using var archive = await ServedArchive.StartAsync();
        var images = TestImage.Several(24);

        var results = await Task.WhenAll(images.Chunk(6).Select(chunk => archive.Address.StoreAsync(chunk)));

        Assert.All(results.SelectMany(result => result), result => Assert.Equal(DimseStatus.Success, result.Status));
        var (instances, _) = await archive.Address.GetAsync(Caller.Study(Image.Study), [Image.SopClass], Image.Syntax);
        Assert.Equal(
            images.Select(image => image.Instance).Order(StringComparer.Ordinal),
            instances.Select(instance => instance.Request.AffectedSopInstanceUid).Order(StringComparer.Ordinal));
    }
}
