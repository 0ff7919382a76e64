using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Server.Tests.Dimse;

public sealed class CMoveScpTests
{
    private static readonly TestImage[] Images = TestImage.Several(3);

    [Fact]
    [Trait("Conformance", "66")]
    public async Task Sends_to_the_destination_and_names_who_asked()
    {
        await using var destination = new Destination();
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await archive.Address.StoreAsync(Images);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        Assert.Equal((DimseStatus.Success, new SubOperations(null, 3, 0, 0)), (final.Status, final.SubOperations));
        Assert.Equal(Images.Select(image => image.Bytes), destination.Instances.Select(instance => instance.Bytes));
        Assert.All(destination.Instances, instance => Assert.Equal(
            (Caller.Options.CallingAeTitle, (ushort?)1),
            (instance.Request.MoveOriginatorAeTitle, instance.Request.MoveOriginatorMessageId)));
    }

    [Fact]
    [Trait("Conformance", "58")]
    public async Task Sends_to_nobody_it_does_not_know()
    {
        await using var archive = await ServedArchive.StartAsync();
        await archive.Address.StoreAsync(Images);

        var final = Assert.Single(await archive.Address.MoveAsync(Caller.Study(Images[0].Study), "NOBODY"));

        Assert.Equal((new DimseStatus(0xA801), "NOBODY is not a configured peer"), (final.Status, final.ErrorComment));
    }

    [Fact]
    [Trait("Conformance", "59")]
    public async Task Succeeds_with_nothing_to_send_without_calling_the_destination()
    {
        await using var destination = new Destination { Rejection = AssociateReject.TemporaryCongestion };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);

        var final = Assert.Single(await archive.Address.MoveAsync(Caller.Study("9.9"), Destination.AeTitle));

        Assert.Equal((DimseStatus.Success, new SubOperations(null, 0, 0, 0)), (final.Status, final.SubOperations));
    }

    [Fact]
    public async Task Says_why_an_identifier_names_nothing()
    {
        await using var destination = new Destination();
        await using var archive = await ServedArchive.StartAsync(destination.Settings);

        var final = Assert.Single(await archive.Address.MoveAsync(Caller.Study(""), Destination.AeTitle));

        Assert.Equal(DimseStatus.DataSetMismatch, final.Status);
        Assert.StartsWith("(0020,000D) is missing", final.ErrorComment, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Conformance", "61")]
    public async Task Counts_all_as_failed_when_the_destination_lets_it_not_in()
    {
        await using var destination = new Destination { Rejection = AssociateReject.TemporaryCongestion };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await archive.Address.StoreAsync(Images);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        AssertFailed(final, new DimseStatus(0xA702), completed: 0, Images);
        Assert.NotNull(final.ErrorComment);
    }

    [Fact]
    [Trait("Conformance", "61")]
    public async Task Counts_all_as_failed_when_nobody_is_at_the_destination()
    {
        var destination = new Destination();
        var settings = destination.Settings;
        await destination.DisposeAsync();
        await using var archive = await ServedArchive.StartAsync(settings);
        await archive.Address.StoreAsync(Images);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        AssertFailed(final, new DimseStatus(0xA702), completed: 0, Images);
    }

    [Fact]
    [Trait("Conformance", "69")]
    public async Task Counts_the_rest_as_failed_when_the_destination_drops_the_line()
    {
        await using var destination = new Destination
        {
            Answer = request => Task.FromResult(
                request.AffectedSopInstanceUid == Images[1].Instance ? default(DimseStatus?) : DimseStatus.Success),
        };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await archive.Address.StoreAsync(Images);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        AssertFailed(final, new DimseStatus(0xB000), completed: 1, Images[1..]);
    }

    [Fact]
    [Trait("Conformance", "61")]
    [Trait("Conformance", "63")]
    public async Task Goes_on_after_an_instance_that_the_destination_refuses()
    {
        await using var destination = new Destination
        {
            Answer = request => Task.FromResult<DimseStatus?>(
                request.AffectedSopInstanceUid == Images[0].Instance ? DimseStatus.OutOfResources
                : request.AffectedSopInstanceUid == Images[1].Instance ? DimseStatus.ElementsDiscarded
                : DimseStatus.Success),
        };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await archive.Address.StoreAsync(Images);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        Assert.Equal((new DimseStatus(0xB000), new SubOperations(null, 1, 1, 1)), (final.Status, final.SubOperations));
        Assert.Equal([Images[0].Instance], final.FailedSopInstanceUids);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Conformance", "63")]
    public async Task Sends_the_others_when_an_instance_is_damaged(bool inPixels)
    {
        await using var destination = new Destination();
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        var images = TestImage.Several(3).Select(image => image with { PixelLength = 500_000 }).ToArray();
        await archive.Address.StoreAsync(images[1]); // the first in its segment, so that its DICM is the first too
        await archive.Address.StoreAsync(images[0], images[2]);
        archive.Damage(inPixels ? images[1].Bytes : "DICM"u8);

        var final = (await archive.Address.MoveAsync(Caller.Study(images[0].Study), Destination.AeTitle))[^1];

        AssertFailed(final, new DimseStatus(0xB000), completed: 2, [images[1]]);
        Assert.Equal([images[0].Bytes, images[2].Bytes], destination.Instances.Select(instance => instance.Bytes));
    }

    [Fact]
    public async Task Converts_what_the_destination_takes_in_another_native_encoding_only()
    {
        await using var destination = new Destination
        {
            Storage = new ServicePolicy { TransferSyntaxes = [TransferSyntax.ImplicitVrLittleEndian.Uid] },
        };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        var compressed = new TestImage("1.9") { Syntax = TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit) };
        await archive.Address.StoreAsync([.. Images, compressed]);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        AssertFailed(final, new DimseStatus(0xB000), completed: 3, [compressed]);
        Assert.Equal(
            Images.Select(image => image.BytesIn(TransferSyntax.ImplicitVrLittleEndian)),
            destination.Instances.Select(instance => instance.Bytes));
    }

    [Fact]
    [Trait("Conformance", "60")]
    [Trait("Conformance", "62")]
    [Trait("Conformance", "65")]
    public async Task Reports_counts_that_add_up_while_the_destination_takes_its_time()
    {
        var reported = new TaskCompletionSource();
        await using var destination = new Destination
        {
            Answer = async request =>
            {
                if (request.AffectedSopInstanceUid == Images[1].Instance) await reported.Task;
                return request.AffectedSopInstanceUid == Images[0].Instance ? DimseStatus.OutOfResources : DimseStatus.Success;
            },
        };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await archive.Address.StoreAsync(Images);
        await using var scu = await MoveScu.ConnectAsync(
            archive.Address, SopClasses.StudyRootQueryRetrieveInformationModelMove, Caller.Options, Patience.Soon);

        var progress = new List<RetrieveProgress>();
        await foreach (var step in scu.MoveAsync(Destination.AeTitle, Caller.Study(Images[0].Study), Patience.Soon))
        {
            progress.Add(step);
            reported.TrySetResult();
        }

        await scu.ReleaseAsync(Patience.Soon);
        Assert.All(progress[..^1], step =>
        {
            Assert.Equal(DimseStatus.Pending, step.Status);
            var (remaining, completed, failed, warning) = step.SubOperations;
            Assert.Equal(Images.Length, remaining + completed + failed + warning);
            Assert.Empty(step.FailedSopInstanceUids);
        });
        Assert.Equal(new SubOperations(null, 2, 1, 0), progress[^1].SubOperations);
        Assert.Equal([Images[0].Instance], progress[^1].FailedSopInstanceUids);
    }

    [Fact]
    [Trait("Conformance", "67")]
    public async Task Stops_when_it_is_cancelled_and_says_how_far_it_came()
    {
        var images = TestImage.Several(50);
        var arrived = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var destination = new Destination
        {
            Answer = async _ =>
            {
                arrived.TrySetResult();
                await cancelled.Task;
                return DimseStatus.Success;
            },
        };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await archive.Address.StoreAsync(images);
        var move = new CMoveRequest
        {
            AffectedSopClassUid = SopClasses.StudyRootQueryRetrieveInformationModelMove, MoveDestination = Destination.AeTitle,
        };
        await using var association = await PeerConnection.AssociateAsync(
            archive.Address, [(move.AffectedSopClassUid, ServicePolicy.Query.TransferSyntaxes)], [], Caller.Options, Patience.Soon);

        await using var operation = await association.SendAsync(
            association.Contexts[0], move, Caller.Study(images[0].Study), Patience.Soon);
        await arrived.Task.WaitAsync(Patience.Soon);
        await operation.CancelAsync(Patience.Soon);
        cancelled.SetResult();
        var final = await operation.ReadFinalResponseAsync(Patience.Soon);
        await association.ReleaseAsync(Patience.Soon);

        Assert.Equal(DimseStatus.Cancel, final.Status);
        var (remaining, completed, failed, warning) = Assert.IsType<CMoveResponse>(final.Command).SubOperations;
        Assert.Equal(images.Length, remaining + completed + failed + warning);
        Assert.InRange((int)(remaining ?? 0), 1, images.Length - 1);
        Assert.Equal(destination.Instances.Count, (int)(completed ?? 0));
    }

    private static void AssertFailed(RetrieveProgress final, DimseStatus status, ushort completed, TestImage[] failed)
    {
        Assert.Equal((status, new SubOperations(null, completed, (ushort)failed.Length, 0)), (final.Status, final.SubOperations));
        Assert.Equal(
            failed.Select(image => image.Instance).Order(StringComparer.Ordinal),
            final.FailedSopInstanceUids.Order(StringComparer.Ordinal));
    }
}
