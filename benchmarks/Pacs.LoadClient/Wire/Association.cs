using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pacs.LoadClient.Wire;

/// <summary>An association over a blocking socket. The contexts have the IDs 1, 3, 5 and on.</summary>
internal sealed class Association : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public Association(Target target, params ReadOnlySpan<Proposal> proposals)
    {
        _socket.Connect(IPAddress.Loopback, target.Port);
        Messages = new MessageReader(_socket);
        Send(Request(target.AeTitle, proposals));
        var (type, body) = Messages.ReadPdu();
        if (type != 2) throw new InvalidOperationException($"{target.Name} refused the association");
        MaxPdu = MaxPduOf(body);
    }

    /// <summary>The longest variable field that the server takes.</summary>
    public int MaxPdu { get; }

    public MessageReader Messages { get; }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[_socket.Send(bytes)..];
    }

    public void Release()
    {
        Send([5, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
        Messages.ReadPdu();
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>A-ASSOCIATE-RQ (PS3.8 §9.3.2).</summary>
    private static byte[] Request(string called, ReadOnlySpan<Proposal> proposals)
    {
        byte[] contexts = [];
        byte[] roles = [];
        for (var i = 0; i < proposals.Length; i++)
        {
            var proposal = proposals[i];
            contexts =
            [
                .. contexts,
                .. Item(0x20, [(byte)((2 * i) + 1), 0, 0, 0, .. Item(0x30, proposal.AbstractSyntax), .. Item(0x40, proposal.TransferSyntax)]),
            ];
            if (!proposal.IsReceived) continue;

            var uid = Encoding.ASCII.GetBytes(proposal.AbstractSyntax);
            roles = [.. roles, .. Item(0x54, [0, (byte)uid.Length, .. uid, 0, 1])];
        }

        byte[] user = [.. Item(0x51, [0, 4, 0, 0]), .. Item(0x52, "1.2.826.0.1.3680043.9.7"), .. roles];
        byte[] body =
        [
            0, 1, 0, 0, .. Title(called), .. Title("LOADCLIENT"), .. new byte[32],
            .. Item(0x10, "1.2.840.10008.3.1.1.1"), .. contexts, .. Item(0x50, user),
        ];
        return [1, 0, 0, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    private static byte[] Item(byte type, string value) => Item(type, Encoding.ASCII.GetBytes(value));

    private static byte[] Item(byte type, byte[] value) => [type, 0, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    private static byte[] Title(string title) => Encoding.ASCII.GetBytes(title.PadRight(16));

    /// <summary>The Maximum Length sub-item (0x51) within the user information (0x50) of an A-ASSOCIATE-AC.</summary>
    private static int MaxPduOf(ReadOnlySpan<byte> body)
    {
        const int unlimited = 1 << 20;
        for (var at = 68; at + 4 <= body.Length;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(body[(at + 2)..]);
            if (body[at] == 0x51)
            {
                var value = BinaryPrimitives.ReadUInt32BigEndian(body[(at + 4)..]);
                return value == 0 ? unlimited : (int)Math.Min(value, unlimited);
            }

            at += body[at] == 0x50 ? 4 : 4 + length;
        }

        return 16384;
    }
}
