namespace Pacs.Conformance.Tests.Fetching;

public sealed class CancelTests(PeeredArchive archive) : IClassFixture<PeeredArchive>
{
    private const ushort Cancelled = 0xFE00;

    [Fact, Trait("Conformance", "53")]
    public async Task A_cancelled_find_ends_with_matches_left()
    {
        // More answers than the buffers between the two take, which are 4 MiB at the most: while nobody reads, the query waits.
        const int Studies = 150;
        uint[] texts = [Tags.MedicalAlerts, Tags.Allergies, Tags.AdditionalPatientHistory, Tags.PatientState];
        var text = new string('x', 16_000);
        var first = new RawImage { Edit = elements => texts.Aggregate(elements, (with, tag) => with.With(tag, "LT", text)) };
        var images = Enumerable.Range(0, Studies)
            .Select(_ => first with { SopInstance = Uids.New(), Study = Uids.New(), Series = Uids.New() });
        await using (var sender = await archive.AssociateAsync(new RawContext(1, first.SopClass, Uids.ImplicitLittle)))
        {
            foreach (var image in images) Assert.Equal(0, (await sender.StoreAsync(1, image)).Status);
        }

        var request = new RawAssociate(new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle)) { Calling = PeeredArchive.Caller };
        await using var peer = await RawPeer.RequestAsync(archive.Port, request, receiveBuffer: 4096);
        var query = Identifiers.Level("STUDY").Add(Tags.PatientId, "LO", first.PatientId);
        foreach (var tag in texts) query.Add(tag, "LT", "");
        await peer.SendMessageAsync(1, Commands.Find(3, Uids.StudyRootFind), query.Implicit());
        var match = await peer.ReadMessageAsync();
        Assert.All(texts, tag => Assert.Equal(text, match.Identifier[tag]));

        await peer.SendMessageAsync(1, Commands.Cancel(3));
        await using (var other = await archive.AssociateAsync(new RawContext(1, Uids.Verification, Uids.ImplicitLittle)))
        {
            Assert.Equal(0, await other.EchoAsync(1)); // by now what came before has been read
        }

        var responses = await peer.ReadResponsesAsync(_ => 0);
        Assert.Equal(Cancelled, responses[^1].Status);
        Assert.Null(responses[^1].DataSet);
        Assert.InRange(responses.Count, 1, Studies - 2);
    }

    [Fact, Trait("Conformance", "67")]
    public async Task A_cancelled_move_stops_and_says_what_is_left()
    {
        var images = await archive.StoreSeriesAsync(20);
        using var begun = new SemaphoreSlim(0);
        using var cancelled = new SemaphoreSlim(0);
        var first = true;
        await using var destination = new RawDestination(archive.DestinationPort)
        {
            // The first instance is answered when the cancel has been read, so that there is something left to cancel.
            BeforeAnswer = () =>
            {
                if (!Interlocked.Exchange(ref first, false)) return Task.CompletedTask;
                begun.Release();
                return cancelled.WaitAsync();
            },
        };
        await using var peer = await archive.MovingAsync();
        await peer.SendMessageAsync(
            1, Commands.Move(5, Uids.StudyRootMove, PeeredArchive.Destination), Identifiers.Study(images[0].Study).Implicit());
        Assert.True(await begun.WaitAsync(RawPeer.Patience), "the move did not begin");
        await peer.SendMessageAsync(1, Commands.Cancel(5));
        await peer.SendMessageAsync(5, Commands.Echo(6));
        while ((await peer.ReadMessageAsync()).Field != Commands.CEchoResponse)
        {
            // A pending response of the move may come before; when the echo is answered, the cancel has been read.
        }

        cancelled.Release();

        var final = (await peer.ReadResponsesAsync(_ => 0))[^1];

        var (completed, failed, warning) = Counts(final);
        Assert.Equal(Cancelled, final.Status);
        Assert.InRange(destination.Received.Count, 0, 19);
        Assert.Equal(20, final.Command.UInt16(Tags.Remaining) + completed + failed + warning);
        Assert.Equal(RawPdu.ReleaseResponse, (await peer.ReleaseAsync())?.Type);
    }

    [Fact, Trait("Conformance", "67")]
    public async Task A_cancelled_move_ends_though_its_destination_has_stopped_reading()
    {
        var images = await archive.StoreSeriesAsync(3, new RawImage { PixelBytes = 12 << 20 });
        using var begun = new SemaphoreSlim(0);
        var over = new TaskCompletionSource();
        await using var destination = new RawDestination(archive.DestinationPort)
        {
            BeforeReading = () =>
            {
                begun.Release();
                return over.Task;
            },
        };
        await using var peer = await archive.MovingAsync();
        await peer.SendMessageAsync(
            1, Commands.Move(5, Uids.StudyRootMove, PeeredArchive.Destination), Identifiers.Study(images[0].Study).Implicit());
        Assert.True(await begun.WaitAsync(RawPeer.Patience), "the move did not begin");

        await peer.SendMessageAsync(1, Commands.Cancel(5));
        RawMessage final;
        try
        {
            final = (await peer.ReadResponsesAsync(_ => 0))[^1];
        }
        finally
        {
            over.SetResult(); // for whatever the destination reads from now on
        }

        // What was on its way when it was given up has failed, unless it had not been begun.
        Assert.Equal((Cancelled, 0), (final.Status, final.Command.UInt16(Tags.Completed)));
        Assert.Equal(3, final.Command.UInt16(Tags.Remaining) + final.Command.UInt16(Tags.Failed));
        Assert.InRange(final.Command.UInt16(Tags.Failed), 0, 1);
    }

    [Fact, Trait("Conformance", "67")]
    public async Task A_cancelled_get_stops()
    {
        var images = await archive.StoreSeriesAsync(30);
        await using var peer = await archive.GettingAsync();
        await peer.SendMessageAsync(1, Commands.Get(9, Uids.StudyRootGet), Identifiers.Study(images[0].Study).Implicit());
        var first = await peer.ReadMessageAsync();
        Assert.Equal(Commands.CStore, first.Field);
        await peer.SendMessageAsync(1, Commands.Cancel(9));
        await peer.SendMessageAsync(first.Context, Commands.StoreResponse(first, 0));

        var final = (await peer.ReadResponsesAsync(_ => 0))[^1];

        var (completed, failed, warning) = Counts(final);
        Assert.Equal(0xFE00, final.Status);
        Assert.Equal(30, final.Command.UInt16(Tags.Remaining) + completed + failed + warning);
        Assert.NotEqual(0, final.Command.UInt16(Tags.Remaining));
    }

    [Fact, Trait("Conformance", "67")]
    public async Task A_cancelled_get_ends_though_the_instance_on_the_line_is_never_answered()
    {
        var images = await archive.StoreSeriesAsync(5);
        await using var peer = await archive.GettingAsync();
        await peer.SendMessageAsync(1, Commands.Get(9, Uids.StudyRootGet), Identifiers.Study(images[0].Study).Implicit());
        var first = await peer.ReadMessageAsync();
        Assert.Equal(Commands.CStore, first.Field);

        await peer.SendMessageAsync(1, Commands.Cancel(9));
        RawMessage final;
        do
        {
            final = await peer.ReadMessageAsync();
        }
        while (final.IsPending);

        Assert.Equal((Cancelled, (0, 1, 0)), (final.Status, Counts(final)));
        Assert.Equal(4, final.Command.UInt16(Tags.Remaining));
        Assert.Equal(first.Command[Tags.AffectedSopInstance], final.Identifier[Tags.FailedSopInstances]);

        await peer.SendMessageAsync(first.Context, Commands.StoreResponse(first, 0)); // too late, and no harm
        Assert.Equal(RawPdu.ReleaseResponse, (await peer.ReleaseAsync())?.Type);
    }

    private static (int Completed, int Failed, int Warning) Counts(RawMessage response) =>
        (response.Command.UInt16(Tags.Completed), response.Command.UInt16(Tags.Failed), response.Command.UInt16(Tags.Warning));
}
