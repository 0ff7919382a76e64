using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;
using Pacs.Server.Tests.Cli;

namespace Pacs.Server.Tests.Dimse;

public sealed class StoreSubOperationTests
{
    private static readonly TransferSyntax Rle = TransferSyntax.Of(TransferSyntaxUids.RLELossless);
    private static readonly TransferSyntax LosslessJpeg = TransferSyntax.Of(TransferSyntaxUids.JPEGLosslessSV1);

    /// <summary>RLE of four pixels of 8 bits: one segment; a run of two, two by themselves, padding.</summary>
    private static readonly byte[] Frame = [1, 0, 0, 0, 64, .. new byte[59], 0xFF, 7, 1, 8, 9, 0];

    [Fact]
    [Trait("Conformance", "16")]
    public async Task Compresses_for_a_requester_that_takes_nothing_else_and_keeps_the_order()
    {
        await using var archive = await ServedArchive.StartAsync();
        for (var number = 1; number <= 7; number++) await StoreAsync(archive.Address, number, Rle, Frame);

        var (instances, final) = await archive.Address.GetAsync(Caller.Study(TestFile.Study), [SopClasses.CTImageStorage], LosslessJpeg);

        Assert.Equal((DimseStatus.Success, new SubOperations(null, 7, 0, 0)), (final.Status, final.SubOperations));
        Assert.Equal(Enumerable.Range(1, 7).Select(UidOf), instances.Select(instance => instance.Request.AffectedSopInstanceUid));
        Assert.All(instances, instance => Assert.Equal(2, FragmentsOf(instance).Count)); // the offset table and the frame
    }

    [Fact]
    public async Task Compresses_for_a_destination_that_takes_nothing_else()
    {
        await using var destination = new Destination { Storage = new ServicePolicy { TransferSyntaxes = [LosslessJpeg.Uid] } };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        for (var number = 1; number <= 3; number++) await StoreAsync(archive.Address, number, Rle, Frame);

        var progress = await archive.Address.MoveAsync(Caller.Study(TestFile.Study), Destination.AeTitle);

        Assert.Equal(new SubOperations(null, 3, 0, 0), progress[^1].SubOperations);
        Assert.All(destination.Instances, instance => Assert.Equal(LosslessJpeg, instance.Syntax));
    }

    [Fact]
    [Trait("Conformance", "63")]
    public async Task A_later_frame_that_is_malformed_fails_its_instance_and_not_the_association()
    {
        await using var archive = await ServedArchive.StartAsync();
        await StoreAsync(archive.Address, 1, Rle, Frame, Frame, new byte[64]);
        await StoreAsync(archive.Address, 2, Rle, Frame, Frame);

        var (instances, final) = await archive.Address.GetAsync(
            Caller.Study(TestFile.Study), [SopClasses.CTImageStorage], TransferSyntax.ExplicitVrLittleEndian);

        Assert.Equal(new SubOperations(null, 1, 1, 0), final.SubOperations);
        Assert.Equal([UidOf(1)], final.FailedSopInstanceUids);
        Assert.Equal(UidOf(2), Assert.Single(instances).Request.AffectedSopInstanceUid);
    }

    [Fact]
    [Trait("Conformance", "63")]
    public async Task Moved_it_fails_alone_as_well()
    {
        var native = TransferSyntax.ExplicitVrLittleEndian;
        await using var destination = new Destination { Storage = new ServicePolicy { TransferSyntaxes = [native.Uid] } };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await StoreAsync(archive.Address, 1, Rle, Frame, Frame, new byte[64]);
        await StoreAsync(archive.Address, 2, Rle, Frame, Frame);

        var final = (await archive.Address.MoveAsync(Caller.Study(TestFile.Study), Destination.AeTitle))[^1];

        Assert.Equal(new SubOperations(null, 1, 1, 0), final.SubOperations);
        Assert.Equal([UidOf(1)], final.FailedSopInstanceUids);
        Assert.Equal(UidOf(2), Assert.Single(destination.Instances).Request.AffectedSopInstanceUid);
        Assert.Equal(1, destination.Associations);
    }

    private static string UidOf(int number) => $"{TestFile.Study}.1.{number}";

    private static IReadOnlyList<ReadOnlyMemory<byte>> FragmentsOf(Received instance) =>
        DataSetParser.ParseAll(instance.Bytes, instance.Syntax).Find(Tags.PixelData)?.Fragments ?? [];

    private static async Task StoreAsync(PeerAddress archive, int number, TransferSyntax syntax, params byte[][] frames)
    {
        var image = TestFile.Instance(number);
        image.Set(Tags.SamplesPerPixel, (ushort)1);
        image.Set(Tags.PhotometricInterpretation, "MONOCHROME2");
        image.Set(Tags.NumberOfFrames, $"{frames.Length}");
        image.Set(Tags.Columns, (ushort)2);
        image.Set(Tags.BitsAllocated, (ushort)8);
        image.Set(Tags.BitsStored, (ushort)8);
        image.Set(Tags.PixelRepresentation, (ushort)0);
        image.Set(new DataElement(Tags.PixelData, Vr.OB, (ReadOnlyMemory<byte>[])[default, .. frames.Select(frame => (ReadOnlyMemory<byte>)frame)]));

        await using var scu = new StoreScu(archive, [new(SopClasses.CTImageStorage, syntax)], Caller.Options);
        var request = new CStoreRequest { AffectedSopClassUid = SopClasses.CTImageStorage, AffectedSopInstanceUid = UidOf(number) };
        var stored = await scu.StoreAsync(request, syntax, new MemoryStream(DataSetWriter.ToArray(image, syntax)), Patience.Soon);
        Assert.True(stored.IsStored);
        await scu.ReleaseAsync(Patience.Soon);
    }
}
