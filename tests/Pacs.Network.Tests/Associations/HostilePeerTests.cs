using System.Buffers;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Tests.Associations;

public sealed class HostilePeerTests
{
    private static readonly CStoreRequest Store =
        new() { MessageId = 1, AffectedSopClassUid = Talk.CtStorage, AffectedSopInstanceUid = "1.2.3" };
    private static readonly CEchoRequest Echo = new() { MessageId = 1, AffectedSopClassUid = Talk.Verification };

    private readonly PipePair _pipes = new();
    private readonly RawPeer _peer;

    public HostilePeerTests() => _peer = new RawPeer(_pipes.Requestor);

    public static TheoryData<byte[]> WhatIsNoPdu { get; } =
    [
        "GET / HTTP/1.1\r\n\r\n"u8.ToArray(),
        new byte[] { 0x16, 3, 1, 2, 0, 1 },
        "\n"u8.ToArray(),
        RawPeer.Header(PduType.AssociateRequest, uint.MaxValue),
        RawPeer.Header(PduType.AssociateRequest, 64 * 1024 + 1),
        RawPeer.Header(PduType.Data, 100),
        RawPeer.Header(PduType.AssociateRequest, 10).Concat(new byte[10]).ToArray(),
    ];

    public static TheoryData<byte[], AbortReason> WhatBreaksAnAssociation { get; } = new()
    {
        { RawPeer.Header(PduType.Data, 256 * 1024 + 1), AbortReason.InvalidPduParameterValue },
        { RawPeer.Header(PduType.Data, uint.MaxValue), AbortReason.InvalidPduParameterValue },
        { RawPeer.Header(PduType.Abort, 5), AbortReason.InvalidPduParameterValue },
        { "GET /"u8.ToArray(), AbortReason.UnrecognizedPdu },
        { RawPeer.Pdu(output => PduWriter.Write(Talk.Request(Talk.CtStorage), output)), AbortReason.UnexpectedPdu },
        { RawPeer.ReleaseResponse, AbortReason.UnexpectedPdu },
        { [.. RawPeer.Header(PduType.Data, 8), 0, 0, 0, 5, 1, 3, 0, 0], AbortReason.InvalidPduParameterValue },
        { [.. RawPeer.Header(PduType.Data, 8), 0, 0, 0, 1, 1, 3, 0, 0], AbortReason.InvalidPduParameterValue },
        { [.. RawPeer.Header(PduType.Data, 3), 0, 0, 0], AbortReason.InvalidPduParameterValue },
        { RawPeer.Message(Echo, context: 99), AbortReason.InvalidPduParameterValue },
        { RawPeer.Data(RawPeer.Pdv(false, true, [1, 2])), AbortReason.UnexpectedPduParameter },
        { RawPeer.Data(RawPeer.Pdv(true, true, [1, 2, 3])), AbortReason.InvalidPduParameterValue },
        { RawPeer.Data(RawPeer.Pdv(true, false, new byte[64 * 1024 + 1])), AbortReason.InvalidPduParameterValue },
        {
            RawPeer.Data(RawPeer.Pdv(true, false, [1]), RawPeer.Pdv(true, true, [1], context: 3)),
            AbortReason.UnexpectedPduParameter
        },
        {
            [.. RawPeer.Data(RawPeer.Pdv(true, true, RawPeer.CommandSet(Store, true))), .. RawPeer.Message(Echo)],
            AbortReason.UnexpectedPduParameter
        },
        {
            [.. RawPeer.Data(RawPeer.Pdv(true, true, RawPeer.CommandSet(Store, true))), .. RawPeer.Release],
            AbortReason.UnexpectedPdu
        },
    };

    [Theory]
    [MemberData(nameof(WhatIsNoPdu))]
    [Trait("Conformance", "4")]
    public async Task Who_does_not_ask_for_an_association_is_closed_without_waiting(byte[] bytes)
    {
        await _peer.SendAsync(bytes);

        await Assert.ThrowsAsync<AssociationAbortedException>(
            () => Association.AcceptAsync(_pipes.Acceptor, Talk.Archive, Talk.Options, Talk.Soon));

        Assert.Equal(AbortSource.ServiceUser, (await _peer.ReadAbortAsync()).Source);
    }

    [Fact]
    [Trait("Conformance", "12")]
    public async Task Who_says_nothing_or_half_is_closed_when_artim_runs_out()
    {
        var time = new ManualClock();
        var accepting = Association.AcceptAsync(
            _pipes.Acceptor, Talk.Archive, Talk.Options with { TimeProvider = time }, Talk.Soon);
        await _peer.SendAsync(RawPeer.Header(PduType.AssociateRequest, 200));

        time.Advance(TimeSpan.FromSeconds(30));

        await Assert.ThrowsAsync<AssociationAbortedException>(() => accepting);
        Assert.Null(await _peer.ReadAsync());
    }

    [Fact]
    public async Task Who_goes_away_before_asking_is_noticed()
    {
        await _peer.VanishAsync();

        await Assert.ThrowsAsync<AssociationAbortedException>(
            () => Association.AcceptAsync(_pipes.Acceptor, Talk.Archive, Talk.Options, Talk.Soon));
    }

    [Theory]
    [MemberData(nameof(WhatBreaksAnAssociation))]
    [Trait("Conformance", "5")]
    public async Task Who_breaks_the_protocol_is_told_why(byte[] bytes, AbortReason reason)
    {
        await using var association = await AcceptAsync(Talk.Options);
        var serving = ServeAsync(association);

        await _peer.SendAsync(bytes);

        Assert.Equal((AbortSource.ServiceProvider, reason), await _peer.ReadAbortAsync());
        var aborted = await Assert.ThrowsAsync<AssociationAbortedException>(() => serving);
        Assert.Equal((AbortSource.ServiceProvider, reason), (aborted.AbortedBy, aborted.Reason));
    }

    [Fact]
    public async Task Who_breaks_the_protocol_and_does_not_close_is_closed_when_artim_runs_out()
    {
        var time = new ManualClock();
        await using var association = await AcceptAsync(Talk.Options with { TimeProvider = time });
        var serving = ServeAsync(association);

        await _peer.SendAsync("GET /"u8.ToArray());
        Assert.Equal(PduType.Abort, (await _peer.ReadAsync())?.Type);
        await Assert.ThrowsAsync<AssociationAbortedException>(() => serving);
        var closed = _peer.ReadAsync();
        time.Advance(TimeSpan.FromSeconds(30)); // it was set before the A-ABORT was sent

        Assert.Null(await closed);
    }

    [Fact]
    public async Task An_abort_ends_whatever_waits()
    {
        await using var association = await AcceptAsync(Talk.Options);
        var serving = ServeAsync(association);

        await _peer.SendAsync(RawPeer.Abort);

        var aborted = await Assert.ThrowsAsync<AssociationAbortedException>(() => serving);
        Assert.Equal(AbortSource.ServiceUser, aborted.AbortedBy);
        Assert.Null(await _peer.ReadAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Conformance", "12")]
    public async Task A_peer_that_dies_within_a_data_set_ends_its_reading(bool aborts)
    {
        await using var association = await AcceptAsync(Talk.Options);
        var requests = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        var first = new byte[] { 1, 2, 3, 4 };
        await _peer.SendAsync(
            RawPeer.Data(RawPeer.Pdv(true, true, RawPeer.CommandSet(Store, true)), RawPeer.Pdv(false, false, first)));
        Assert.True(await requests.MoveNextAsync());
        var request = requests.Current;
        await using var fragments = request.DataSet.GetAsyncEnumerator(Talk.Soon);
        Assert.True(await fragments.MoveNextAsync());
        Assert.Equal(first, fragments.Current.ToArray());

        var rest = fragments.MoveNextAsync();
        if (aborts) await _peer.SendAsync(RawPeer.Abort);
        else await _peer.VanishAsync();

        await Assert.ThrowsAsync<AssociationAbortedException>(async () => await rest);
        await Assert.ThrowsAsync<AssociationAbortedException>(async () => await requests.MoveNextAsync());
        await Assert.ThrowsAsync<AssociationAbortedException>(
            async () => await request.RespondAsync(DimseStatus.Success, Talk.Soon));
        Assert.True(request.Cancelled.IsCancellationRequested);
    }

    [Fact]
    public async Task A_data_set_that_nobody_reads_does_not_keep_a_dead_association_open()
    {
        var association = await AcceptAsync(Talk.Options);
        var requests = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        await _peer.SendAsync(
            RawPeer.Data(RawPeer.Pdv(true, true, RawPeer.CommandSet(Store, true)), RawPeer.Pdv(false, false, [1, 2])));
        Assert.True(await requests.MoveNextAsync());

        await association.DisposeAsync();

        await Assert.ThrowsAsync<AssociationAbortedException>(
            async () => await requests.Current.ReadDataSetAsync(Talk.Soon));
        Assert.Equal(AbortSource.ServiceUser, (await _peer.ReadAbortAsync()).Source);
    }

    [Fact]
    [Trait("Conformance", "12")]
    public async Task Silence_between_requests_is_borne_for_a_while()
    {
        var time = new ManualClock();
        await using var association = await AcceptAsync(Talk.Options with { TimeProvider = time });
        var serving = ServeAsync(association);
        await _peer.SendAsync(RawPeer.Message(Echo));
        await _peer.ReadCommandAsync();

        await AdvanceUntilEndedAsync(time, association);

        await Assert.ThrowsAsync<AssociationAbortedException>(() => serving);
        Assert.Equal(AbortSource.ServiceUser, (await _peer.ReadAbortAsync()).Source);
    }

    [Fact]
    [Trait("Conformance", "12")]
    public async Task Silence_within_a_data_set_is_borne_for_a_while()
    {
        var time = new ManualClock();
        await using var association = await AcceptAsync(Talk.Options with { TimeProvider = time });
        var serving = ServeAsync(association);
        await _peer.SendAsync(
            RawPeer.Data(RawPeer.Pdv(true, true, RawPeer.CommandSet(Store, true)), RawPeer.Pdv(false, false, [1, 2])));

        await AdvanceUntilEndedAsync(time, association);

        await Assert.ThrowsAsync<AssociationAbortedException>(() => serving);
    }

    [Fact]
    public async Task Silence_while_a_request_is_answered_is_no_fault_of_the_peer()
    {
        var time = new ManualClock();
        await using var association = await AcceptAsync(Talk.Options with { TimeProvider = time });
        var requests = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        await _peer.SendAsync(RawPeer.Message(Echo));
        Assert.True(await requests.MoveNextAsync());

        time.Advance(TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromHours(1));
        await requests.Current.RespondAsync(DimseStatus.Success, Talk.Soon);

        Assert.IsType<CEchoResponse>(await _peer.ReadCommandAsync());
        Assert.False(association.HasEnded);
    }

    [Fact]
    public async Task A_deflated_identifier_that_becomes_longer_than_one_may_be_is_malformed()
    {
        const string deflated = "1.2.840.10008.1.2.1.99";
        await _peer.AssociateAsync(Talk.Request((Talk.StudyRootFind, deflated)));
        await using var association = await Association.AcceptAsync(
            _pipes.Acceptor, Talk.Archive, Talk.Options with { MaxIdentifierLength = 100_000 }, Talk.Soon);
        var requests = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        var keys = new DataSet();
        keys.Set(new DataElement(new Tag(0x0010, 0x4000), Vr.UT, Enumerable.Repeat((byte)' ', 200_000).ToArray()));
        var identifier = DataSetWriter.ToArray(keys, TransferSyntax.Of(deflated));
        Assert.InRange(identifier.Length, 1, 1000);

        await _peer.SendAsync(RawPeer.Data(
            RawPeer.Pdv(true, true, RawPeer.CommandSet(new CFindRequest { MessageId = 1, AffectedSopClassUid = Talk.StudyRootFind }, true)),
            RawPeer.Pdv(false, true, identifier)));

        Assert.True(await requests.MoveNextAsync());
        await Assert.ThrowsAsync<DicomFormatException>(async () => await requests.Current.ReadDataSetAsync(Talk.Soon));
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_is_given_up()
    {
        var time = new ManualClock();
        await using var association = await AcceptAsync(Talk.Options with { TimeProvider = time });
        var requests = association.ReadRequestsAsync(Talk.Soon).GetAsyncEnumerator();
        await _peer.SendAsync(RawPeer.Message(Echo));
        Assert.True(await requests.MoveNextAsync());

        // Until the pipe is full and its reader, who never comes, is waited for.
        var answering = AnswerForeverAsync(requests.Current);
        await AdvanceUntilEndedAsync(time, association);

        await Assert.ThrowsAsync<AssociationAbortedException>(() => answering);
    }

    private static async Task AnswerForeverAsync(DimseRequest request)
    {
        while (true) await request.RespondAsync(request.Command.Respond(DimseStatus.Pending), Talk.Soon);
    }

    /// <summary>
    /// Moves the clock until the association has given its peer up, which it does while the clock is moved: nothing
    /// that begins to wait then, to see its A-ABORT out, is ended by a move too many.
    /// </summary>
    private static async Task AdvanceUntilEndedAsync(ManualClock time, Association association)
    {
        while (!association.HasEnded)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield(); // it may not have begun to wait for the peer
        }
    }

    private static async Task ServeAsync(Association association)
    {
        await foreach (var request in association.ReadRequestsAsync(Talk.Soon))
        {
            await foreach (var fragment in request.DataSet) { }
            await request.RespondAsync(DimseStatus.Success, Talk.Soon);
        }
    }

    private async Task<Association> AcceptAsync(AssociationOptions options)
    {
        await _peer.AssociateAsync(Talk.Request(Talk.CtStorage, Talk.Verification));
        var association = await Association.AcceptAsync(_pipes.Acceptor, Talk.Archive, options, Talk.Soon);
        Assert.Equal(PduType.AssociateAccept, (await _peer.ReadAsync())?.Type);
        return association;
    }
}
