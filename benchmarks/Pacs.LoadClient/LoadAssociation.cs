using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pacs.LoadClient;

/// <summary>One association over a blocking socket: sends an instance, waits for its response, sends the next.</summary>
internal sealed class LoadAssociation : IDisposable
{
    private const string ExplicitVrLittleEndian = "1.2.840.10008.1.2.1";
    private static readonly byte[] StatusElement = [0x00, 0x00, 0x00, 0x09, 0x02, 0x00, 0x00, 0x00];

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[65536];
    private readonly PreparedInstance _instance;

    public LoadAssociation(Target target, Load load)
    {
        _socket.Connect(IPAddress.Loopback, target.Port);
        Send(AssociateRequest(target.AeTitle, load.SopClass));
        var (type, body) = Receive();
        if (type != 2) throw new InvalidOperationException($"{target.Name} refused the association");
        _instance = new PreparedInstance(load, MaxPdu(body));
    }

    /// <summary>Sends one instance; false when its status was not success.</summary>
    public bool Store(long run, int number)
    {
        Send(_instance.Of(run, number));
        var (type, body) = Receive();
        // The last of them: a message ID can happen to look like it.
        var status = body.LastIndexOf(StatusElement);
        return type == 4 && status >= 0 && BinaryPrimitives.ReadUInt16LittleEndian(body[(status + 8)..]) == 0;
    }

    public void Release()
    {
        Send([5, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
        Receive();
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>A-ASSOCIATE-RQ with one presentation context of one transfer syntax (PS3.8 §9.3.2).</summary>
    private static byte[] AssociateRequest(string called, string sopClass)
    {
        byte[] context = [1, 0, 0, 0, .. Item(0x30, sopClass), .. Item(0x40, ExplicitVrLittleEndian)];
        byte[] user = [.. Item(0x51, [0, 1, 0, 0]), .. Item(0x52, "1.2.826.0.1.3680043.9.7")];
        byte[] body =
        [
            0, 1, 0, 0, .. Title(called), .. Title("LOADCLIENT"), .. new byte[32],
            .. Item(0x10, "1.2.840.10008.3.1.1.1"), .. Item(0x20, context), .. Item(0x50, user),
        ];
        return [1, 0, 0, 0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    private static byte[] Item(byte type, string value) => Item(type, Encoding.ASCII.GetBytes(value));

    private static byte[] Item(byte type, byte[] value) => [type, 0, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    private static byte[] Title(string title) => Encoding.ASCII.GetBytes(title.PadRight(16));

    /// <summary>The Maximum Length sub-item (0x51) within the user information (0x50) of an A-ASSOCIATE-AC.</summary>
    private static int MaxPdu(ReadOnlySpan<byte> body)
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

    /// <summary>
    /// dcmtk (and so Orthanc) writes a response in two parts with Nagle's algorithm on, and the second part waits for the
    /// acknowledgement of the first: 40 ms each time unless it is sent at once. That is not what is to be measured.
    /// </summary>
    private void AcknowledgeAtOnce()
    {
        const int ipprotoTcp = 6, tcpQuickAck = 12; // netinet/tcp.h; it holds for what has just arrived.
        _socket.SetRawSocketOption(ipprotoTcp, tcpQuickAck, BitConverter.GetBytes(1));
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[_socket.Send(bytes)..];
    }

    private Pdu Receive()
    {
        ReceiveExactly(_answer.AsSpan(0, 6));
        AcknowledgeAtOnce();
        var type = _answer[0];
        var body = _answer.AsSpan(0, (int)BinaryPrimitives.ReadUInt32BigEndian(_answer.AsSpan(2)));
        ReceiveExactly(body);
        return new Pdu(type, body);
    }

    private void ReceiveExactly(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var read = _socket.Receive(bytes);
            if (read == 0) throw new InvalidOperationException("the server closed the connection");
            bytes = bytes[read..];
        }
    }
}
