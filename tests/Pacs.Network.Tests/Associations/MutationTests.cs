using System.Buffers;
using Pacs.Fuzzing;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;
using Xunit.Abstractions;

namespace Pacs.Network.Tests.Associations;

/// <summary>What a peer says with some bytes changed; see <see cref="FuzzRun"/>.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private static readonly AssociateRequest Everything = Talk.Request(
        (Talk.Verification, Talk.ImplicitLittle), (Talk.CtStorage, Talk.ExplicitBig), (Talk.StudyRootFind, Talk.ExplicitLittle)) with
    {
        UserInformation = new UserInformation
        {
            AsyncOperationsWindow = new AsyncOperationsWindow(3, 0),
            RoleSelections = [new RoleSelection(Talk.CtStorage, Scu: true, Scp: true)],
            ExtendedNegotiations = [new ExtendedNegotiation(Talk.StudyRootFind, new byte[] { 1, 1, 1, 1 })],
            CommonExtendedNegotiations = [new CommonExtendedNegotiation("1.2.3.4", "1.2.840.10008.4.2", ["1.2.5", "1.2.6"])],
            UserIdentity = new UserIdentity(
                UserIdentityKind.UsernameAndPasscode, true, "anna"u8.ToArray(), "secret"u8.ToArray()),
        },
    };

    private static readonly byte[][] Commands =
    [
        .. new Command[]
        {
            new CEchoRequest { MessageId = 1, AffectedSopClassUid = Talk.Verification },
            Store(2) with { MoveOriginatorAeTitle = "VIEWER", MoveOriginatorMessageId = 7 },
            new CMoveRequest { MessageId = 4, AffectedSopClassUid = Talk.StudyRootMove, MoveDestination = "MY VIEWER" },
            new CFindRequest { MessageId = 5, AffectedSopClassUid = Talk.StudyRootFind },
            new CGetResponse
            {
                MessageIdBeingRespondedTo = 3, Status = DimseStatus.Pending, SubOperations = new SubOperations(4, 3, 2, 1),
            },
            new NGetRequest { MessageId = 6, RequestedSopClassUid = "1", RequestedSopInstanceUid = "2" },
        }.Select(command => RawPeer.CommandSet(command, hasDataSet: true)),
    ];

    private static readonly byte[] Conversation =
    [
        .. RawPeer.Pdu(output => PduWriter.Write(Talk.Request(Talk.CtStorage, Talk.Verification), output)),
        .. RawPeer.Message(new CEchoRequest { MessageId = 1, AffectedSopClassUid = Talk.Verification }, context: 3),
        .. RawPeer.Data(
            RawPeer.Pdv(true, true, RawPeer.CommandSet(Store(2), hasDataSet: true)),
            RawPeer.Pdv(false, false, new byte[100])),
        .. RawPeer.Data(RawPeer.Pdv(false, true, new byte[60])),
        .. RawPeer.Message(new CCancelRequest { MessageIdBeingRespondedTo = 2 }),
        .. RawPeer.Data(RawPeer.Pdv(true, true, RawPeer.CommandSet(Store(3), hasDataSet: true))),
        .. RawPeer.Data(RawPeer.Pdv(false, true, new byte[2])),
        .. RawPeer.Release,
    ];

    [Fact]
    public async Task Whatever_is_said_the_association_ends_and_only_in_the_ways_it_may()
    {
        foreach (var (said, random) in FuzzRun.Mutations([Conversation], 2000, output))
        {
            await HearAsync(said, random.Next(said.Length + 1));
        }
    }

    [Fact]
    public void A_request_is_answered_context_by_context_or_refused()
    {
        foreach (var (bytes, _) in FuzzRun.Mutations([Body(Everything)], 20_000, output))
        {
            var status = PduParser.ParseAssociateRequest(new ReadOnlySequence<byte>(bytes), out var request);
            Assert.Equal(status == OperationStatus.Done, request is not null);
            if (request is null || !Negotiation.TryAccept(request, Talk.Archive, Talk.Options, out var accept, out _)) continue;

            Assert.Equal(request.Contexts.Select(context => context.Id), accept.Contexts.Select(context => context.Id));
            var answer = RawPeer.Pdu(output => PduWriter.Write(accept, output))[PduHeader.Size..];
            Assert.Equal(
                OperationStatus.Done, PduParser.ParseAssociateAccept(new ReadOnlySequence<byte>(answer), out var read));
            Assert.Equal(accept.Contexts, read!.Contexts);
        }
    }

    [Fact]
    public void An_acceptance_is_read_or_refused()
    {
        Assert.True(Negotiation.TryAccept(Everything, Talk.Archive, Talk.Options, out var accept, out _));
        var acceptance = RawPeer.Pdu(output => PduWriter.Write(accept, output))[PduHeader.Size..];
        foreach (var (bytes, _) in FuzzRun.Mutations([acceptance], 20_000, output))
        {
            var status = PduParser.ParseAssociateAccept(new ReadOnlySequence<byte>(bytes), out var read);

            Assert.Equal(status == OperationStatus.Done, read is not null);
            if (read is not null) Negotiation.Agreed(Everything, read, isRequestor: true);
        }
    }

    [Fact]
    public void A_command_is_answered_or_refused()
    {
        foreach (var (bytes, _) in FuzzRun.Mutations(Commands, 40_000, output))
        {
            var status = CommandParser.Parse(bytes, out var command, out _);
            Assert.True(status == OperationStatus.InvalidData || command is not null);
            if (command is not RequestCommand request || command is CCancelRequest) continue;

            var answer = RawPeer.CommandSet(request.Respond(DimseStatus.ProcessingFailure), hasDataSet: false);
            Assert.Equal(request.MessageId, new CommandSetReader(answer).UInt16(CommandElement.MessageIdBeingRespondedTo));
        }
    }

    private static CStoreRequest Store(ushort messageId) =>
        new() { MessageId = messageId, AffectedSopClassUid = Talk.CtStorage, AffectedSopInstanceUid = "1.2.3" };

    private static byte[] Body(AssociateRequest request) =>
        RawPeer.Pdu(output => PduWriter.Write(request, output))[PduHeader.Size..];

    /// <summary>Says it in two pieces and hangs up.</summary>
    private static async Task HearAsync(byte[] said, int cut)
    {
        var pipes = new PipePair();
        var peer = new RawPeer(pipes.Requestor);
        var serving = ServeAsync(pipes);
        await peer.SendAsync(said[..cut]);
        await peer.SendAsync(said[cut..]);
        await peer.VanishAsync();
        await serving.WaitAsync(Talk.Soon);
    }

    private static async Task ServeAsync(PipePair pipes)
    {
        try
        {
            await using var association =
                await Association.AcceptAsync(pipes.Acceptor, Talk.Archive, Talk.Options, Talk.Soon);
            await foreach (var request in association.ReadRequestsAsync(Talk.Soon))
            {
                var length = 0L;
                await foreach (var fragment in request.DataSet) length += fragment.ToArray().Length;
                await request.RespondAsync(DimseStatus.Success, Talk.Soon);
            }
        }
        catch (Exception e) when (e is AssociationAbortedException or AssociationRejectedException)
        {
            // Any other, or none of them, fails the test.
        }
    }
}
