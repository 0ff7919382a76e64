using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;

namespace Pacs.Server.Tests.Dimse;

public sealed class CGetScpTests
{
    private static readonly TestImage[] Images = TestImage.Several(3);

    [Fact]
    public async Task Sends_over_the_association_that_asks()
    {
        await using var archive = await ServedArchive.StartAsync();
        await archive.Address.StoreAsync(Images);

        var (instances, final) = await archive.Address.GetAsync(Caller.Study(Images[0].Study), [Images[0].SopClass], Images[0].Syntax);

        Assert.Equal((DimseStatus.Success, new SubOperations(null, 3, 0, 0)), (final.Status, final.SubOperations));
        Assert.Equal(Images.Select(image => image.Bytes), instances.Select(instance => instance.Bytes));
        Assert.All(instances, instance => Assert.Null(instance.Request.MoveOriginatorMessageId));
    }

    [Fact]
    [Trait("Conformance", "70")]
    public async Task Sends_the_others_when_one_has_no_presentation_context()
    {
        await using var archive = await ServedArchive.StartAsync();
        var mr = new TestImage("1.9") { SopClass = SopClasses.MRImageStorage };
        await archive.Address.StoreAsync([Images[0], mr, Images[1]]);

        var (instances, final) = await archive.Address.GetAsync(Caller.Study(mr.Study), [Images[0].SopClass], mr.Syntax);

        Assert.Equal((new DimseStatus(0xB000), new SubOperations(null, 2, 1, 0)), (final.Status, final.SubOperations));
        Assert.Equal([mr.Instance], final.FailedSopInstanceUids);
        Assert.Equal([Images[0].Bytes, Images[1].Bytes], instances.Select(instance => instance.Bytes));
    }

    [Fact]
    [Trait("Conformance", "16")]
    public async Task Converts_native_encodings_and_counts_compressed_ones_as_failed()
    {
        await using var archive = await ServedArchive.StartAsync();
        var compressed = new TestImage("1.9") { Syntax = TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit) };
        await archive.Address.StoreAsync(Images[0], compressed);

        var (instances, final) = await archive.Address.GetAsync(
            Caller.Study(compressed.Study), [compressed.SopClass], TransferSyntax.ImplicitVrLittleEndian);

        Assert.Equal(new SubOperations(null, 1, 1, 0), final.SubOperations);
        Assert.Equal([compressed.Instance], final.FailedSopInstanceUids);
        Assert.Equal(Images[0].BytesIn(TransferSyntax.ImplicitVrLittleEndian), Assert.Single(instances).Bytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Conformance", "63")]
    public async Task Sends_the_others_when_an_instance_is_damaged(bool inPixels)
    {
        await using var archive = await ServedArchive.StartAsync();
        var images = TestImage.Several(3).Select(image => image with { PixelLength = 500_000 }).ToArray();
        await archive.Address.StoreAsync(images[1]); // the first in its segment, so that its DICM is the first too
        await archive.Address.StoreAsync(images[0], images[2]);
        archive.Damage(inPixels ? images[1].Bytes : "DICM"u8);

        var (instances, final) = await archive.Address.GetAsync(
            Caller.Study(images[0].Study), [images[0].SopClass], images[0].Syntax);

        Assert.Equal((new DimseStatus(0xB000), new SubOperations(null, 2, 1, 0)), (final.Status, final.SubOperations));
        Assert.Equal([images[1].Instance], final.FailedSopInstanceUids);
        Assert.Equal([images[0].Bytes, images[2].Bytes], instances.Select(instance => instance.Bytes));
    }

    [Fact]
    [Trait("Conformance", "59")]
    public async Task Succeeds_with_nothing_to_send()
    {
        await using var archive = await ServedArchive.StartAsync();

        var (instances, final) = await archive.Address.GetAsync(Caller.Study("9.9"), [Images[0].SopClass], Images[0].Syntax);

        Assert.Empty(instances);
        Assert.Equal((DimseStatus.Success, new SubOperations(null, 0, 0, 0)), (final.Status, final.SubOperations));
    }

    [Fact]
    public async Task Says_why_an_identifier_names_nothing()
    {
        await using var archive = await ServedArchive.StartAsync();

        var (_, final) = await archive.Address.GetAsync(Caller.Keys("PATIENT", (Tags.PatientID, "P1")), [Images[0].SopClass], Images[0].Syntax);

        Assert.Equal(
            (DimseStatus.DataSetMismatch, "Query/Retrieve Level PATIENT is not one of the Study Root model"),
            (final.Status, final.ErrorComment));
    }

    [Fact]
    [Trait("Conformance", "15")]
    [Trait("Conformance", "61")]
    public async Task Fails_all_when_the_requester_did_not_propose_to_receive()
    {
        await using var archive = await ServedArchive.StartAsync();
        await archive.Address.StoreAsync(Images);
        var get = new CGetRequest { AffectedSopClassUid = SopClasses.StudyRootQueryRetrieveInformationModelGet };
        await using var association = await PeerConnection.AssociateAsync(
            archive.Address,
            [(get.AffectedSopClassUid, ServicePolicy.Query.TransferSyntaxes), (Images[0].SopClass, [Images[0].Syntax.Uid])],
            [],
            Caller.Options,
            Patience.Soon);

        await using var operation = await association.SendAsync(
            association.Contexts[0], get, Caller.Study(Images[0].Study), Patience.Soon);
        var final = await operation.ReadFinalResponseAsync(Patience.Soon);
        await association.ReleaseAsync(Patience.Soon);

        Assert.Equal(new DimseStatus(0xA702), final.Status);
        Assert.Equal(new SubOperations(null, 0, 3, 0), Assert.IsType<CGetResponse>(final.Command).SubOperations);
    }
}
