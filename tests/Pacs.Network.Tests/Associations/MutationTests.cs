using System.Buffers;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Tests.Associations;

public sealed class MutationTests
{
    private const int Mutations = 1500;

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
        var random = new Random(8);
        for (var i = 0; i < Mutations; i++)
        {
            var said = Mutate(random);
            await HearAsync(said, random.Next(1, said.Length + 1));
        }
    }

    private static CStoreRequest Store(ushort messageId) =>
        new() { MessageId = messageId, AffectedSopClassUid = Talk.CtStorage, AffectedSopInstanceUid = "1.2.3" };

    private static byte[] Mutate(Random random)
    {
        var said = Conversation.ToList();
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(said.Count);
            switch (random.Next(4))
            {
                case 0: said[at] = (byte)random.Next(256); break;
                case 1: said[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: said.RemoveRange(at, Math.Min(random.Next(1, 20), said.Count - at)); break;
                default: said.Insert(at, (byte)random.Next(256)); break;
            }
        }

        return [.. said];
    }

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
