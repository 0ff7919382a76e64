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
        await using var destination = new Destination { Rejection = () => AssociateReject.TemporaryCongestion };
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
        await using var destination = new Destination { Rejection = () => AssociateReject.TemporaryCongestion };
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
    [Trait("Conformance", "61")]
    public async Task Calls_again_while_the_destination_is_busy()
    {
        var calls = 0;
        await using var destination = new Destination
        {
            Rejection = () => Interlocked.Increment(ref calls) <= 2 ? AssociateReject.TemporaryCongestion : null,
        };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await archive.Address.StoreAsync(Images);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        Assert.Equal((DimseStatus.Success, new SubOperations(null, 3, 0, 0)), (final.Status, final.SubOperations));
        Assert.Equal(3, calls);
    }

    [Fact]
    [Trait("Conformance", "61")]
    public async Task Does_not_call_again_who_refuses_for_good()
    {
        var calls = 0;
        await using var destination = new Destination
        {
            Rejection = () =>
            {
                calls++;
                return AssociateReject.CallingAeTitleNotRecognized;
            },
        };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await archive.Address.StoreAsync(Images);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        AssertFailed(final, new DimseStatus(0xA702), completed: 0, Images);
        Assert.Equal(1, calls);
    }

    [Fact]
    [Trait("Conformance", "69")]
    public async Task Sends_again_what_the_destination_dropped_the_line_over()
    {
        var dropped = false;
        await using var destination = new Destination
        {
            Answer = request => Task.FromResult(
                request.AffectedSopInstanceUid == Images[1].Instance && !Interlocked.Exchange(ref dropped, true)
                    ? default(DimseStatus?) : DimseStatus.Success),
        };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await archive.Address.StoreAsync(Images);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        Assert.Equal((DimseStatus.Success, new SubOperations(null, 3, 0, 0)), (final.Status, final.SubOperations));
        Assert.Equal(Images.Select(image => image.Bytes), destination.Instances.Select(instance => instance.Bytes));
    }

    [Fact]
    [Trait("Conformance", "63")]
    [Trait("Conformance", "69")]
    public async Task Goes_on_after_an_instance_that_the_destination_always_drops_the_line_over()
    {
        await using var destination = new Destination
        {
            Answer = request => Task.FromResult(
                request.AffectedSopInstanceUid == Images[1].Instance ? default(DimseStatus?) : DimseStatus.Success),
        };
        await using var archive = await ServedArchive.StartAsync(destination.Settings);
        await archive.Address.StoreAsync(Images);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        AssertFailed(final, new DimseStatus(0xB000), completed: 2, [Images[1]]);
    }

    [Fact]
    [Trait("Conformance", "69")]
    public async Task Gives_a_destination_up_that_drops_one_line_after_the_other()
    {
        var images = TestImage.Several(20);
        var asked = 0;
        await using var destination = new Destination
        {
            Answer = _ =>
            {
                asked++;
                return Task.FromResult(default(DimseStatus?));
            },
        };
        await using var archive = await ServedArchive.StartAsync([.. destination.Settings, ("Peers:0:Retries", "1")]);
        await archive.Address.StoreAsync(images);

        var final = (await archive.Address.MoveAsync(Caller.Study(images[0].Study), Destination.AeTitle))[^1];

        AssertFailed(final, new DimseStatus(0xA702), completed: 0, images);
        Assert.Equal(3 * 2, asked); // three instances in a row, each twice
    }

    [Fact]
    [Trait("Conformance", "63")]
    [Trait("Conformance", "69")]
    public async Task Counts_as_failed_what_is_not_answered_in_time()
    {
        var never = new TaskCompletionSource<DimseStatus?>();
        await using var destination = new Destination
        {
            Answer = request => request.AffectedSopInstanceUid == Images[0].Instance
                ? never.Task : Task.FromResult<DimseStatus?>(DimseStatus.Success),
        };
        await using var archive = await ServedArchive.StartAsync(
            [.. destination.Settings, ("Peers:0:ResponseTimeout", "00:00:01"), ("Peers:0:Retries", "3")]);
        await archive.Address.StoreAsync(Images);

        var final = (await archive.Address.MoveAsync(Caller.Study(Images[0].Study), Destination.AeTitle))[^1];

        AssertFailed(final, new DimseStatus(0xB000), completed: 2, [Images[0]]);
    }

    [Fact]
    public async Task Sends_over_as_many_associations_as_the_destination_allows()
    {
        const int Associations = 3;
        var images = TestImage.Several(9);
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var destination = new Destination
        {
            Answer = async _ =>
            {
                if (Interlocked.Increment(ref arrived) == Associations) all.SetResult();
                await all.Task; // an association that came alone waits for the others, in vain if there are none
                return DimseStatus.Success;
            },
        };
        await using var archive = await ServedArchive.StartAsync(
            [.. destination.Settings, ("Peers:0:StoreAssociations", $"{Associations}")]);
        await archive.Address.StoreAsync(images);

        var final = (await archive.Address.MoveAsync(Caller.Study(images[0].Study), Destination.AeTitle))[^1];

        Assert.Equal((DimseStatus.Success, new SubOperations(null, 9, 0, 0)), (final.Status, final.SubOperations));
        Assert.Equal(
            images.Select(image => image.Instance).Order(StringComparer.Ordinal),
            destination.Instances.Select(instance => instance.Request.AffectedSopInstanceUid).Order(StringComparer.Ordinal));
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
        Assert.InRange((int)(completed ?? 0), 0, destination.Instances.Count); // on a slow machine what was on the line is given up
    }

    [Fact]
    [Trait("Conformance", "67")]
    public async Task Is_cancelled_though_the_destination_hangs()
    {
        var arrived = new TaskCompletionSource();
        var never = new TaskCompletionSource<DimseStatus?>();
        await using var destination = new Destination
        {
            Answer = _ =>
            {
                arrived.TrySetResult();
                return never.Task;
            },
        };

        var final = await CancelAsync(arrived.Task, [.. destination.Settings, ("Peers:0:ResponseTimeout", "01:00:00")]);

        Assert.Equal(DimseStatus.Cancel, final.Status);
        Assert.Equal(new SubOperations(2, 0, 1, 0), final.SubOperations);
        Assert.Equal([Images[0].Instance], final.FailedSopInstanceUids);
    }

    [Fact]
    [Trait("Conformance", "67")]
    public async Task Is_cancelled_while_it_waits_to_call_again()
    {
        var called = new TaskCompletionSource();
        await using var destination = new Destination
        {
            Rejection = () =>
            {
                called.TrySetResult();
                return AssociateReject.TemporaryCongestion;
            },
        };

        var final = await CancelAsync(
            called.Task, [.. ServedArchive.Peer(0, destination.Address), ("Peers:0:RetryDelay", "01:00:00"), ("AllowUnknownPeers", "true")]);

        Assert.Equal((DimseStatus.Cancel, new SubOperations(3, 0, 0, 0)), (final.Status, final.SubOperations));
    }

    /// <summary>Moves the images, cancels that when <paramref name="begun"/>, and gives what it ends with.</summary>
    private static async Task<RetrieveProgress> CancelAsync(Task begun, (string Name, string Value)[] settings)
    {
        await using var archive = await ServedArchive.StartAsync(settings);
        await archive.Address.StoreAsync(Images);
        var move = new CMoveRequest
        {
            AffectedSopClassUid = SopClasses.StudyRootQueryRetrieveInformationModelMove, MoveDestination = Destination.AeTitle,
        };
        await using var association = await PeerConnection.AssociateAsync(
            archive.Address, [(move.AffectedSopClassUid, ServicePolicy.Query.TransferSyntaxes)], [], Caller.Options, Patience.Soon);
        await using var operation = await association.SendAsync(
            association.Contexts[0], move, Caller.Study(Images[0].Study), Patience.Soon);
        await begun.WaitAsync(Patience.Soon);
        await operation.CancelAsync(Patience.Soon);
        var final = await operation.ReadFinalResponseAsync(Patience.Soon);
        await association.ReleaseAsync(Patience.Soon);
        return new RetrieveProgress(
            final.Status,
            Assert.IsType<CMoveResponse>(final.Command).SubOperations,
            final.Command.ErrorComment,
            final.ReadDataSet()?.GetStrings(Tags.FailedSOPInstanceUIDList) ?? []);
    }

    private static void AssertFailed(RetrieveProgress final, DimseStatus status, ushort completed, TestImage[] failed)
    {
        Assert.Equal((status, new SubOperations(null, completed, (ushort)failed.Length, 0)), (final.Status, final.SubOperations));
        Assert.Equal(
            failed.Select(image => image.Instance).Order(StringComparer.Ordinal),
            final.FailedSopInstanceUids.Order(StringComparer.Ordinal));
    }
}
