namespace Pacs.Conformance.Tests.Fetching;

public sealed class MoveTests(PeeredArchive archive) : IClassFixture<PeeredArchive>
{
    private const ushort UnknownDestination = 0xA801;
    private const ushort NoSubOperations = 0xA702;
    private const ushort SomeFailed = 0xB000;

    [Fact, Trait("Conformance", "58")]
    public async Task A_destination_that_is_no_peer_is_unknown()
    {
        var images = await archive.StoreSeriesAsync(1);

        var final = Assert.Single(await MoveAsync(Identifiers.Study(images[0].Study), "NOWHERE"));

        Assert.Equal(UnknownDestination, final.Status);
    }

    [Fact, Trait("Conformance", "59")]
    public async Task Nothing_to_move_is_success_with_zero_counts()
    {
        await using var destination = new RawDestination(archive.DestinationPort);

        var final = Assert.Single(await MoveAsync(Identifiers.Study(Uids.New())));

        Assert.Equal(0, final.Status);
        Assert.Equal((0, 0, 0), Counts(final));
        Assert.Empty(destination.Received);
    }

    [Fact, Trait("Conformance", "60"), Trait("Conformance", "62"), Trait("Conformance", "64")]
    public async Task Counts_add_up_in_every_pending_and_the_final_has_none_remaining()
    {
        await using var destination = new RawDestination(archive.DestinationPort);
        var images = await archive.StoreSeriesAsync(7);

        var responses = await MoveAsync(Identifiers.Study(images[0].Study));

        Assert.All(responses.SkipLast(1), pending =>
        {
            var (completed, failed, warning) = Counts(pending);
            Assert.Equal(images.Count, pending.Command.UInt16(Tags.Remaining) + completed + failed + warning);
            Assert.Null(pending.DataSet);
        });
        Assert.Equal((0, (7, 0, 0)), (responses[^1].Status, Counts(responses[^1])));
        Assert.False(responses[^1].Command.Has(Tags.Remaining));
        AssertCame(images, destination);
    }

    [Fact, Trait("Conformance", "61"), Trait("Conformance", "62"), Trait("Conformance", "63")]
    public async Task One_refused_instance_is_counted_and_named_and_the_others_arrive()
    {
        var images = await archive.StoreSeriesAsync(5);
        await using var destination = new RawDestination(archive.DestinationPort)
        {
            Answer = message => message.Command[Tags.AffectedSopInstance] == images[2].SopInstance ? (ushort)0xA700 : (ushort)0,
        };

        var responses = await MoveAsync(Identifiers.Study(images[0].Study));

        Assert.Equal((SomeFailed, (4, 1, 0)), (responses[^1].Status, Counts(responses[^1])));
        Assert.Equal(images[2].SopInstance, responses[^1].Identifier[Tags.FailedSopInstances]);
        Assert.All(responses.SkipLast(1), pending => Assert.Null(pending.DataSet));
        Assert.Equal(5, destination.Received.Count);
    }

    [Fact, Trait("Conformance", "61")]
    public async Task A_warning_is_counted_and_not_named_among_the_failures()
    {
        var images = await archive.StoreSeriesAsync(3);
        await using var destination = new RawDestination(archive.DestinationPort)
        {
            Answer = message => message.Command[Tags.AffectedSopInstance] == images[0].SopInstance ? (ushort)0xB000 : (ushort)0,
        };

        var final = (await MoveAsync(Identifiers.Study(images[0].Study)))[^1];

        Assert.Equal((2, 0, 1), Counts(final));
        Assert.Contains(final.Status, new ushort[] { 0, SomeFailed });
        if (final.DataSet != null) Assert.True(string.IsNullOrEmpty(final.Identifier[Tags.FailedSopInstances]));
    }

    [Fact, Trait("Conformance", "61")]
    public async Task All_refused_is_a_failure_that_names_them_all()
    {
        var images = await archive.StoreSeriesAsync(3);
        await using var destination = new RawDestination(archive.DestinationPort) { Answer = _ => 0xA700 };

        var final = (await MoveAsync(Identifiers.Study(images[0].Study)))[^1];

        Assert.Equal((NoSubOperations, (0, 3, 0)), (final.Status, Counts(final)));
        Assert.Equal(images.Select(image => image.SopInstance).Order(), Failed(final));
    }

    [Fact, Trait("Conformance", "69")]
    public async Task A_destination_that_is_down_fails_them_all()
    {
        var images = await archive.StoreSeriesAsync(2);

        var final = (await MoveAsync(Identifiers.Study(images[0].Study), PeeredArchive.Down))[^1];

        Assert.Equal(0xA000, final.Status & 0xF000);
        Assert.Equal((0, 2, 0), Counts(final));
    }

    [Fact, Trait("Conformance", "69")]
    public async Task A_destination_that_drops_amid_the_series_yields_failures_and_an_end()
    {
        var images = await archive.StoreSeriesAsync(6);
        var count = 0;
        await using var destination = new RawDestination(archive.DestinationPort)
        {
            Answer = _ => Interlocked.Increment(ref count) >= 3 ? null : (ushort)0,
        };

        var final = (await MoveAsync(Identifiers.Study(images[0].Study)))[^1];

        Assert.Equal((SomeFailed, (2, 4, 0)), (final.Status, Counts(final)));
        Assert.Equal(images.Skip(2).Select(image => image.SopInstance).Order(), Failed(final));
    }

    [Theory, Trait("Conformance", "66")]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(65535)]
    public async Task Sub_operations_name_who_asked_and_by_which_message(int messageId)
    {
        var images = await archive.StoreSeriesAsync(2);
        await using var destination = new RawDestination(archive.DestinationPort);
        await using var peer = await archive.MovingAsync();

        await peer.SendMessageAsync(
            1,
            Commands.Move((ushort)messageId, Uids.StudyRootMove, PeeredArchive.Destination),
            Identifiers.Study(images[0].Study).Implicit());
        var final = (await peer.ReadResponsesAsync(_ => 0))[^1];

        Assert.Equal(messageId, final.Command.UInt16(Tags.MessageIdRespondedTo));
        Assert.All(destination.Received, store =>
        {
            Assert.Equal(PeeredArchive.Caller, store.Command[Tags.MoveOriginator]);
            Assert.Equal(messageId, store.Command.UInt16(Tags.MoveOriginatorMessageId));
        });
    }

    [Fact, Trait("Conformance", "68"), Trait("Conformance", "43")]
    public async Task Lists_of_uids_at_each_level_bring_them_all()
    {
        await using var destination = new RawDestination(archive.DestinationPort);
        var first = await archive.StoreSeriesAsync(3);
        var sameStudy = await archive.StoreSeriesAsync(2, first[0] with { Series = Uids.New(), SopInstance = Uids.New() });
        var other = await archive.StoreSeriesAsync(2);
        var strangers = Enumerable.Range(0, 250).Select(_ => Uids.New()).ToArray();

        await MoveAsync(Identifiers.Study([first[0].Study, .. strangers, other[0].Study]));
        AssertCame([.. first, .. sameStudy, .. other], destination);

        var before = destination.Received.Count;
        await MoveAsync(Identifiers.Series(first[0].Study, first[0].Series, sameStudy[0].Series));
        Assert.Equal(5, destination.Received.Count - before);

        before = destination.Received.Count;
        await MoveAsync(Identifiers.Image(first[0].Study, first[0].Series, [first[0].SopInstance, .. strangers, first[2].SopInstance]));
        Assert.Equal(
            new[] { first[0].SopInstance, first[2].SopInstance }.Order(),
            destination.Received.Skip(before).Select(store => store.Command[Tags.AffectedSopInstance]).Order());
    }

    [Fact, Trait("Conformance", "68")]
    public async Task Unique_keys_of_the_levels_above_are_honoured()
    {
        await using var destination = new RawDestination(archive.DestinationPort);
        var images = await archive.StoreSeriesAsync(2);
        var other = await archive.StoreSeriesAsync(1);

        var series = await MoveAsync(Identifiers.Series(other[0].Study, images[0].Series));
        var image = await MoveAsync(Identifiers.Image(images[0].Study, other[0].Series, images[0].SopInstance));

        Assert.Equal((0, (0, 0, 0)), (series[^1].Status, Counts(series[^1])));
        Assert.Equal((0, (0, 0, 0)), (image[^1].Status, Counts(image[^1])));
        Assert.Empty(destination.Received);
    }

    [Fact, Trait("Conformance", "68")]
    public async Task A_patient_is_moved_by_patient_root()
    {
        await using var destination = new RawDestination(archive.DestinationPort);
        var images = await archive.StoreSeriesAsync(3);
        await using var peer = await archive.MovingAsync();

        var responses = await peer.MoveAsync(
            3,
            Uids.PatientRootMove,
            PeeredArchive.Destination,
            Identifiers.Level("PATIENT").Add(Tags.PatientId, "LO", images[0].PatientId));

        Assert.Equal((0, (3, 0, 0)), (responses[^1].Status, Counts(responses[^1])));
        AssertCame(images, destination);
    }

    [Fact, Trait("Conformance", "16")]
    public async Task A_native_image_is_converted_for_a_destination_that_wants_another_encoding()
    {
        var images = await archive.StoreSeriesAsync(1);
        await using var destination = new RawDestination(archive.DestinationPort) { Accepts = [Uids.ExplicitLittle] };

        var final = (await MoveAsync(Identifiers.Study(images[0].Study)))[^1];

        Assert.Equal((0, (1, 0, 0)), (final.Status, Counts(final)));
        Assert.Equal(images[0].Elements.Explicit(), Assert.Single(destination.Received).DataSet);
    }

    [Fact, Trait("Conformance", "65")]
    public async Task A_slow_move_is_reported_on_while_it_lasts()
    {
        var images = await archive.StoreSeriesAsync(2);
        using var seen = new SemaphoreSlim(0);
        await using var destination = new RawDestination(archive.DestinationPort) { BeforeAnswer = () => seen.WaitAsync() };
        await using var peer = await archive.MovingAsync();
        await peer.SendMessageAsync(
            1, Commands.Move(1, Uids.StudyRootMove, PeeredArchive.Destination), Identifiers.Study(images[0].Study).Implicit());

        var first = await peer.ReadMessageAsync();
        var second = await peer.ReadMessageAsync();
        seen.Release(images.Count);
        var final = (await peer.ReadResponsesAsync(_ => 0))[^1];

        Assert.All(new[] { first, second }, report =>
        {
            Assert.True(report.IsPending);
            Assert.Equal((2, (0, 0, 0)), (report.Command.UInt16(Tags.Remaining), Counts(report)));
        });
        Assert.Equal((0, (2, 0, 0)), (final.Status, Counts(final)));
    }

    [Fact, Trait("Conformance", "43"), Trait("Conformance", "68")]
    public async Task Of_50000_uids_those_that_are_held_are_moved()
    {
        await using var destination = new RawDestination(archive.DestinationPort);
        var images = await archive.StoreSeriesAsync(2);
        var strangers = Enumerable.Range(0, 50_000).Select(i => $"2.25.338204938402985729385728394.{i}").ToArray();

        var asImages = await MoveAsync(
            Identifiers.Image(images[0].Study, images[0].Series, [images[1].SopInstance, .. strangers, images[0].SopInstance]));
        var asStudies = await MoveAsync(Identifiers.Study([.. strangers, images[0].Study]));

        Assert.Equal((0, (2, 0, 0)), (asImages[^1].Status, Counts(asImages[^1])));
        Assert.Equal((0, (2, 0, 0)), (asStudies[^1].Status, Counts(asStudies[^1])));
    }

    [Theory, Trait("Conformance", "68")]
    [InlineData("STUDY")]
    [InlineData("SERIES")]
    [InlineData("IMAGE")]
    public async Task A_move_of_nothing_in_particular_is_refused(string level)
    {
        await archive.StoreSeriesAsync(1);
        await using var destination = new RawDestination(archive.DestinationPort);

        var final = Assert.Single(await MoveAsync(Identifiers.Level(level)));

        Assert.Equal(0xA900, final.Status);
        Assert.NotEqual("", final.Command[Tags.ErrorComment]);
        Assert.Empty(destination.Requests);
    }

    [Theory, Trait("Conformance", "49")]
    [InlineData("NO LEVEL")]
    [InlineData("")]
    public async Task A_move_without_a_level_gets_a_failure(string level)
    {
        var final = (await MoveAsync(Identifiers.Level(level).Add(Tags.StudyInstance, "UI", Uids.New())))[^1];

        Assert.Equal(0xA900, final.Status);
    }

    private static (int Completed, int Failed, int Warning) Counts(RawMessage response) =>
        (response.Command.UInt16(Tags.Completed), response.Command.UInt16(Tags.Failed), response.Command.UInt16(Tags.Warning));

    private static IEnumerable<string> Failed(RawMessage final) =>
        final.Identifier[Tags.FailedSopInstances]!.Split('\\').Order();

    private static void AssertCame(IReadOnlyCollection<RawImage> images, RawDestination destination)
    {
        var came = destination.Received.ToDictionary(
            store => store.Command[Tags.AffectedSopInstance]!, store => store.DataSet!);
        Assert.Equal(images.Select(image => image.SopInstance).Order(), came.Keys.Order());
        Assert.All(images, image => Assert.Equal(image.Elements.Implicit(), came[image.SopInstance]));
    }

    private async Task<List<RawMessage>> MoveAsync(RawElements identifier, string destination = PeeredArchive.Destination)
    {
        await using var peer = await archive.MovingAsync();
        return await peer.MoveAsync(1, Uids.StudyRootMove, destination, identifier);
    }
}
