using System.Buffers;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Tests.Associations;

/// <summary>
/// Transitions of PS3.8 Table 9-10 and messages that an association answers by itself, as a peer sees them.
/// </summary>
public sealed class StateTests
{
    private static readonly CEchoRequest Echo = new() { MessageId = 1, AffectedSopClassUid = Talk.Verification };
    private static readonly CStoreRequest Store =
        new() { MessageId = 1, AffectedSopClassUid = Talk.CtStorage, AffectedSopInstanceUid = "1.2.3" };
    private static readonly CFindRequest Find = new() { MessageId = 5, AffectedSopClassUid = Talk.StudyRootFind };

    private static readonly byte[] FindOfNothing =
        RawPeer.Data(RawPeer.Pdv(true, true, RawPeer.CommandSet(Find, true), 5), RawPeer.Pdv(false, true, [], 5));

    private readonly PipePair _pipes = new();

    [Fact]
    [Trait("Conformance", "1")]
    public async Task A_rejected_requestor_that_does_not_close_is_closed_when_artim_runs_out()
    {
        var time = new ManualClock();
        var peer = new RawPeer(_pipes.Requestor);
        await peer.AssociateAsync(Talk.Request(Talk.CtStorage) with { CalledAeTitle = "SOMEBODY" });
        var accepting = Association.AcceptAsync(
            _pipes.Acceptor, Talk.Archive, Talk.Options with { TimeProvider = time }, Talk.Soon);

        var rejection = await peer.ReadAsync();
        Assert.Equal(PduType.AssociateReject, rejection?.Type);
        Assert.Equal([0, 1, 1, 7], rejection!.Value.Body);
        Assert.False(accepting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Null(await peer.ReadAsync());
        var rejected = await Assert.ThrowsAsync<AssociationRejectedException>(() => accepting);
        Assert.Equal("SCANNER", rejected.Request.CallingAeTitle);
    }

    [Fact]
    public async Task A_release_is_answered_after_the_last_answer()
    {
        var peer = new RawPeer(_pipes.Requestor);
        await using var association = await AcceptAsync(peer);
        var requests = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        await peer.SendAsync(RawPeer.Message(Echo, 3), RawPeer.Release);
        Assert.True(await requests.MoveNextAsync());
        var request = requests.Current;
        Assert.False(await requests.MoveNextAsync());

        await request.RespondAsync(DimseStatus.Success, Talk.Soon);

        Assert.IsType<CEchoResponse>(await peer.ReadCommandAsync());
        Assert.Equal(PduType.ReleaseResponse, (await peer.ReadAsync())?.Type);
        await peer.VanishAsync();
        Assert.Null(await peer.ReadAsync());
    }

    [Fact]
    public async Task Answers_whose_next_is_at_hand_go_out_with_it()
    {
        var peer = new RawPeer(_pipes.Requestor);
        await using var association = await AcceptAsync(peer);
        var requests = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        await peer.SendAsync(FindOfNothing);
        Assert.True(await requests.MoveNextAsync());
        var pending = requests.Current.Command.Respond(DimseStatus.Pending);

        await requests.Current.RespondAsync(pending, [], isNextAtHand: true, Talk.Soon);
        Assert.False(_pipes.Requestor.Input.TryRead(out _));
        await requests.Current.RespondAsync(pending, [], isNextAtHand: false, Talk.Soon);

        Assert.True(_pipes.Requestor.Input.TryRead(out var both));
        Assert.Equal(2, CountPdus(both.Buffer));
    }

    [Fact]
    public async Task A_release_cancels_what_still_runs()
    {
        var peer = new RawPeer(_pipes.Requestor);
        await using var association = await AcceptAsync(peer);
        var requests = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        await peer.SendAsync(FindOfNothing, RawPeer.Release);
        Assert.True(await requests.MoveNextAsync());
        await requests.Current.ReadDataSetAsync(Talk.Soon);

        await Task.Delay(Timeout.Infinite, requests.Current.Cancelled).ContinueWith(_ => { }, TaskScheduler.Default);
        await requests.Current.RespondAsync(DimseStatus.Cancel, Talk.Soon);

        Assert.Equal(DimseStatus.Cancel, ((CFindResponse)await peer.ReadCommandAsync()).Status);
        Assert.Equal(PduType.ReleaseResponse, (await peer.ReadAsync())?.Type);
        await peer.VanishAsync();
    }

    [Fact]
    public async Task When_both_release_at_once_the_requestor_answers_first()
    {
        var peer = new RawPeer(_pipes.Acceptor);
        var association = await RequestAsync(peer);

        var releasing = association.ReleaseAsync(Talk.Soon);
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReadAsync())?.Type);
        await peer.SendAsync(RawPeer.Release);
        Assert.Equal(PduType.ReleaseResponse, (await peer.ReadAsync())?.Type);
        Assert.False(releasing.IsCompleted);
        await peer.SendAsync(RawPeer.ReleaseResponse);

        await releasing;
        Assert.Null(await peer.ReadAsync());
    }

    [Fact]
    public async Task When_both_release_at_once_the_acceptor_answers_last()
    {
        var peer = new RawPeer(_pipes.Requestor);
        var association = await AcceptAsync(peer);

        var releasing = association.ReleaseAsync(Talk.Soon);
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReadAsync())?.Type);
        await peer.SendAsync(RawPeer.Release, RawPeer.ReleaseResponse);

        await releasing;
        Assert.Equal(PduType.ReleaseResponse, (await peer.ReadAsync())?.Type);
        Assert.Null(await peer.ReadAsync());
    }

    [Fact]
    public async Task A_release_that_is_not_answered_ends_in_an_abort()
    {
        var time = new ManualClock();
        var peer = new RawPeer(_pipes.Acceptor);
        var association = await RequestAsync(peer, Talk.Options with { TimeProvider = time });

        var releasing = association.ReleaseAsync(Talk.Soon);
        Assert.Equal(PduType.ReleaseRequest, (await peer.ReadAsync())?.Type);
        await time.TimerSetAsync(Talk.Options.ArtimTimeout);
        time.Advance(Talk.Options.ArtimTimeout);
        await releasing;

        Assert.Equal(AbortSource.ServiceUser, (await peer.ReadAbortAsync()).Source);
    }

    [Fact]
    public async Task A_peer_that_hangs_up_instead_of_answering_a_release_is_taken_to_agree()
    {
        var peer = new RawPeer(_pipes.Acceptor);
        var association = await RequestAsync(peer);

        var releasing = association.ReleaseAsync(Talk.Soon);
        await peer.ReadAsync();
        await peer.VanishAsync();

        await releasing;
        Assert.True(association.HasEnded);
    }

    [Fact]
    public async Task Leaving_without_a_release_is_an_abort()
    {
        var peer = new RawPeer(_pipes.Acceptor);
        var association = await RequestAsync(peer);

        await association.DisposeAsync();

        Assert.Equal(AbortSource.ServiceUser, (await peer.ReadAbortAsync()).Source);
        await Assert.ThrowsAsync<AssociationAbortedException>(
            () => association.SendAsync(association.Contexts[1], Echo, Talk.Soon));
    }

    [Fact]
    public async Task An_abort_fails_the_operation_that_is_waited_for()
    {
        var peer = new RawPeer(_pipes.Acceptor);
        await using var association = await RequestAsync(peer);
        await using var operation = await association.SendAsync(association.Contexts[1], Echo, Talk.Soon);
        await peer.ReadCommandAsync();

        await peer.SendAsync(RawPeer.Abort);

        var aborted = await Assert.ThrowsAsync<AssociationAbortedException>(
            async () => await operation.ReadFinalResponseAsync(Talk.Soon));
        Assert.Equal(AbortSource.ServiceUser, aborted.AbortedBy);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [Trait("Conformance", "6")]
    public async Task A_message_is_read_however_it_is_cut_into_values_and_pdus(int size)
    {
        var peer = new RawPeer(_pipes.Requestor);
        await using var association = await AcceptAsync(peer);
        var sent = Enumerable.Range(0, 100).Select(i => (byte)i).ToArray();
        var command = RawPeer.CommandSet(Store, hasDataSet: true);
        byte[][] pdvs = [.. Cut(true, command, size), .. Cut(false, sent, size), RawPeer.Pdv(false, true, [])];
        var serving = CollectAsync(association);

        await peer.SendAsync(RawPeer.Data(pdvs));
        await peer.ReadCommandAsync();
        foreach (var pdv in pdvs) await peer.SendAsync(RawPeer.Data(pdv));
        await peer.ReadCommandAsync();
        foreach (var single in RawPeer.Data(pdvs)) await peer.SendAsync([single]);
        await peer.ReadCommandAsync();
        await peer.SendAsync(RawPeer.Release);
        await peer.ReadAsync();
        await peer.VanishAsync();

        Assert.Equal([sent, sent, sent], await serving);
    }

    [Fact]
    public async Task An_operation_nobody_knows_is_answered_and_the_next_is_served()
    {
        var peer = new RawPeer(_pipes.Requestor);
        await using var association = await AcceptAsync(peer);
        var serving = CollectAsync(association);
        var unknown = RawPeer.CommandSet(Store with { MessageId = 9 }, hasDataSet: true);
        unknown[unknown.AsSpan().IndexOf(new byte[] { 0, 0, 0, 1, 2, 0, 0, 0, 1, 0 }) + 8] = 0x77;

        await peer.SendAsync(
            RawPeer.Data(RawPeer.Pdv(true, true, unknown), RawPeer.Pdv(false, true, new byte[1000])),
            RawPeer.Message(Echo, 3));

        var refusal = await peer.ReadAsync();
        var reader = new CommandSetReader(refusal!.Value.Body.AsSpan(PdvHeader.Size));
        Assert.Equal(
            ((ushort?)0x8077, (ushort?)9, (ushort?)0x0211),
            (
                reader.UInt16(CommandElement.CommandField),
                reader.UInt16(CommandElement.MessageIdBeingRespondedTo),
                reader.UInt16(CommandElement.Status)));
        Assert.Equal(DimseStatus.Success, ((CEchoResponse)await peer.ReadCommandAsync()).Status);
        await association.AbortAsync();
        await Assert.ThrowsAsync<AssociationAbortedException>(() => serving);
    }

    [Fact]
    public async Task A_message_id_that_is_still_in_use_is_refused()
    {
        var peer = new RawPeer(_pipes.Requestor);
        await using var association = await AcceptAsync(peer);
        var requests = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        await peer.SendAsync(RawPeer.Message(Echo, 3), RawPeer.Message(Echo, 3));
        Assert.True(await requests.MoveNextAsync());

        Assert.Equal(DimseStatus.DuplicateInvocation, ((CEchoResponse)await peer.ReadCommandAsync()).Status);
        await requests.Current.RespondAsync(DimseStatus.Success, Talk.Soon);
        Assert.Equal(DimseStatus.Success, ((CEchoResponse)await peer.ReadCommandAsync()).Status);
    }

    [Fact]
    public async Task More_requests_than_anybody_should_have_outstanding_are_refused_one_by_one()
    {
        var peer = new RawPeer(_pipes.Requestor);
        await using var association = await AcceptAsync(peer);
        var serving = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        for (ushort i = 1; i <= 65; i++) await peer.SendAsync(RawPeer.Message(Echo with { MessageId = i }, 3));

        var refusal = (CEchoResponse)await peer.ReadCommandAsync();

        Assert.Equal((DimseStatus.ResourceLimitation, (ushort)65), (refusal.Status, refusal.MessageIdBeingRespondedTo));
        await serving.DisposeAsync();
    }

    [Fact]
    public async Task A_requestor_that_serves_nothing_refuses_requests_and_still_gets_its_answer()
    {
        var peer = new RawPeer(_pipes.Acceptor);
        await using var association = await RequestAsync(peer);
        await using var operation = await association.SendAsync(association.Contexts[1], Echo, Talk.Soon);
        await peer.ReadCommandAsync();
        var report = new NEventReportRequest
        {
            MessageId = 3,
            AffectedSopClassUid = "1.2.840.10008.1.20.1",
            AffectedSopInstanceUid = "1.2",
            EventTypeId = 1,
        };

        await peer.SendAsync(RawPeer.Message(report), RawPeer.Message(Echo.Respond(DimseStatus.Success), 3));

        Assert.Equal(DimseStatus.UnrecognizedOperation, ((NEventReportResponse)await peer.ReadCommandAsync()).Status);
        Assert.Equal(DimseStatus.Success, (await operation.ReadFinalResponseAsync(Talk.Soon)).Status);
    }

    [Fact]
    [Trait("Conformance", "15")]
    public async Task Without_a_role_selection_the_acceptor_cannot_send()
    {
        var peer = new RawPeer(_pipes.Requestor);
        await using var association = await AcceptAsync(peer);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => association.SendAsync(association.Contexts[0], Store, new MemoryStream([1, 2]), Talk.Soon));

        Assert.False(association.HasEnded);
    }

    [Fact]
    public async Task Only_as_many_operations_as_were_negotiated_are_outstanding()
    {
        var request = Talk.Request(Talk.Verification) with
        {
            UserInformation = new UserInformation { AsyncOperationsWindow = new(2, 1) },
        };
        var (requestor, acceptor) = await Talk.AssociateAsync(
            request, Talk.Archive with { OperationsWindow = new(5, 5) }, Talk.Options, Talk.Options);
        var requests = acceptor.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();

        var first = await requestor.SendAsync(requestor.Contexts[0], Echo, Talk.Soon);
        var second = await requestor.SendAsync(requestor.Contexts[0], Echo, Talk.Soon);
        var third = requestor.SendAsync(requestor.Contexts[0], Echo, Talk.Soon);
        Assert.True(await requests.MoveNextAsync());
        var one = requests.Current;
        Assert.True(await requests.MoveNextAsync());
        var two = requests.Current;
        Assert.False(third.IsCompleted);
        await two.RespondAsync(DimseStatus.ProcessingFailure, Talk.Soon);
        await one.RespondAsync(DimseStatus.Success, Talk.Soon);
        await third;
        Assert.True(await requests.MoveNextAsync());

        Assert.Equal(DimseStatus.Success, (await first.ReadFinalResponseAsync(Talk.Soon)).Status);
        Assert.Equal(DimseStatus.ProcessingFailure, (await second.ReadFinalResponseAsync(Talk.Soon)).Status);
        await requestor.AbortAsync();
        await acceptor.DisposeAsync();
    }

    [Fact]
    public async Task Who_waits_for_his_turn_is_told_when_the_association_ends()
    {
        var peer = new RawPeer(_pipes.Acceptor);
        var association = await RequestAsync(peer);
        await association.SendAsync(association.Contexts[1], Echo, Talk.Soon);
        var waiting = association.SendAsync(association.Contexts[1], Echo, Talk.Soon);
        Assert.False(waiting.IsCompleted);

        await peer.SendAsync(RawPeer.Abort);

        await Assert.ThrowsAsync<AssociationAbortedException>(() => waiting);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public async Task A_data_set_that_cannot_be_read_to_its_end_ends_the_association(int length)
    {
        var (requestor, acceptor) = await Talk.AssociateAsync(Talk.CtStorage);
        var serving = CollectAsync(acceptor);

        await Assert.ThrowsAsync<IOException>(
            () => requestor.SendAsync(requestor.Contexts[0], Store, new FailingStream(length), Talk.Soon));

        Assert.True(requestor.HasEnded);
        await requestor.DisposeAsync();
        await Assert.ThrowsAsync<AssociationAbortedException>(() => serving);
    }

    [Fact]
    public async Task A_deflated_data_set_of_odd_length_is_padded()
    {
        var request = Talk.Request((Talk.CtStorage, "1.2.840.10008.1.2.1.99"));
        var (requestor, acceptor) = await Talk.AssociateAsync(request, Talk.Archive, Talk.Options, Talk.Options);
        var serving = CollectAsync(acceptor);

        var operation = await requestor.SendAsync(requestor.Contexts[0], Store, new MemoryStream([1, 2, 3]), Talk.Soon);
        await operation.ReadFinalResponseAsync(Talk.Soon);
        await requestor.ReleaseAsync(Talk.Soon);

        Assert.Equal([1, 2, 3, 0], Assert.Single(await serving));
    }

    [Fact]
    public async Task A_second_final_response_and_one_to_another_request_are_misuse()
    {
        var peer = new RawPeer(_pipes.Requestor);
        await using var association = await AcceptAsync(peer);
        var requests = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        await peer.SendAsync(RawPeer.Message(Echo, 3));
        Assert.True(await requests.MoveNextAsync());
        var request = requests.Current;

        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await request.RespondAsync(Find.Respond(DimseStatus.Success), Talk.Soon));
        await request.RespondAsync(DimseStatus.Success, Talk.Soon);
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await request.RespondAsync(DimseStatus.Success, Talk.Soon));

        Assert.IsType<CEchoResponse>(await peer.ReadCommandAsync());
    }

    private static IEnumerable<byte[]> Cut(bool isCommand, byte[] bytes, int size)
    {
        for (var at = 0; at < bytes.Length; at += size)
        {
            var part = bytes[at..Math.Min(bytes.Length, at + size)];
            yield return RawPeer.Pdv(isCommand, isCommand && at + size >= bytes.Length, part);
        }
    }

    private static async Task<List<byte[]>> CollectAsync(Association association)
    {
        List<byte[]> dataSets = [];
        await using (association)
        {
            await foreach (var request in association.ReadRequestsAsync(Talk.Soon))
            {
                var bytes = new ArrayBufferWriter<byte>();
                await foreach (var fragment in request.DataSet) bytes.Write(fragment.ToArray());
                dataSets.Add(bytes.WrittenSpan.ToArray());
                await request.RespondAsync(DimseStatus.Success, Talk.Soon);
            }
        }

        return dataSets;
    }

    private static int CountPdus(ReadOnlySequence<byte> bytes)
    {
        var count = 0;
        for (; PduHeader.Read(ref bytes, out var header) == OperationStatus.Done; count++) bytes = bytes.Slice(header.Length);
        return count;
    }

    private async Task<Association> AcceptAsync(RawPeer peer)
    {
        await peer.AssociateAsync(Talk.Request(Talk.CtStorage, Talk.Verification, Talk.StudyRootFind));
        var association = await Association.AcceptAsync(_pipes.Acceptor, Talk.Archive, Talk.Options, Talk.Soon);
        Assert.Equal(PduType.AssociateAccept, (await peer.ReadAsync())?.Type);
        return association;
    }

    private Task<Association> RequestAsync(RawPeer peer) => RequestAsync(peer, Talk.Options);

    private async Task<Association> RequestAsync(RawPeer peer, AssociationOptions options)
    {
        var request = Talk.Request("1.2.840.10008.1.20.1", Talk.Verification);
        var requesting = Association.RequestAsync(_pipes.Requestor, request, options, Talk.Soon);
        Assert.Equal(PduType.AssociateRequest, (await peer.ReadAsync())?.Type);
        var accept = new AssociateAccept
        {
            CalledAeTitle = "ARCHIVE",
            CallingAeTitle = "SCANNER",
            Contexts =
            [
                .. request.Contexts.Select(
                    context => new AnsweredContext(context.Id, ContextResult.Acceptance, context.TransferSyntaxes[0])),
            ],
        };
        await peer.SendAsync(RawPeer.Pdu(output => PduWriter.Write(accept, output)));
        return await requesting;
    }
}
