using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Pacs.Conformance.Tests.Raw;

/// <summary>
/// A DICOM peer made of a socket and bytes, so that it can say what no well-meaning toolkit says. Every wait has a
/// limit: a server that does not answer fails the test and does not hang it.
/// </summary>
internal sealed class RawPeer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private ushort _messageId;

    public RawPeer(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public RawAnswer Answer { get; private set; } = new((RawPdu?)null);

    /// <summary>The longest variable field of a P-DATA-TF this peer sends.</summary>
    public int SendPdu { get; set; } = 16384;

    /// <param name="port">Where the server listens.</param>
    /// <param name="receiveBuffer">What the system takes while nobody reads; null leaves it to the system, which takes megabytes.</param>
    public static async Task<RawPeer> ConnectAsync(int port, int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer is { } size) socket.ReceiveBufferSize = size; // before connecting, which tells the peer
        await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Patience);
        return new RawPeer(socket);
    }

    /// <summary>The longest variable field of the PDUs read so far.</summary>
    public int LongestPdu { get; private set; }

    /// <summary>Connects and asks for an association; <see cref="Answer"/> says what came of it.</summary>
    public static async Task<RawPeer> RequestAsync(int port, RawAssociate request, int? receiveBuffer = null)
    {
        var peer = await ConnectAsync(port, receiveBuffer);
        await peer.SendAsync(request.Encode());
        peer.Answer = RawAnswer.Read(await peer.ReadPduAsync());
        if (peer.Answer is { IsAccepted: true, MaxPdu: > 0 and < 16384 and var limit }) peer.SendPdu = (int)limit;
        return peer;
    }

    /// <summary>An association with one context per abstract syntax (identifiers 1, 3, 5...), all of which must be accepted.</summary>
    public static async Task<RawPeer> AssociateAsync(int port, params RawContext[] contexts)
    {
        var peer = await RequestAsync(port, new RawAssociate(contexts));
        Assert.True(peer.Answer.IsAccepted, "the association was refused");
        Assert.All(contexts, context => Assert.Equal(0, peer.Answer.Contexts[context.Id].Result));
        return peer;
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _stream.WriteAsync(bytes, patience.Token);
    }

    /// <summary>The next PDU; null when the other side closed or reset the connection.</summary>
    public async Task<RawPdu?> ReadPduAsync(TimeSpan? limit = null)
    {
        using var patience = new CancellationTokenSource(limit ?? Patience);
        try
        {
            var header = new byte[6];
            await _stream.ReadExactlyAsync(header, patience.Token);
            var body = new byte[BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(2))];
            await _stream.ReadExactlyAsync(body, patience.Token);
            LongestPdu = Math.Max(LongestPdu, body.Length);
            return new RawPdu(header[0], body);
        }
        catch (Exception end) when (end is EndOfStreamException or IOException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("the server neither answered nor closed");
        }
    }

    /// <summary>Reads whatever comes until the other side closes; what came, or a time-out.</summary>
    public async Task<List<RawPdu>> ReadUntilClosedAsync(TimeSpan? limit = null)
    {
        var pdus = new List<RawPdu>();
        while (await ReadPduAsync(limit) is { } pdu) pdus.Add(pdu);
        return pdus;
    }

    /// <summary>Reads bytes that need not be DICOM until the other side closes.</summary>
    public async Task<long> DrainAsync(TimeSpan? limit = null)
    {
        using var patience = new CancellationTokenSource(limit ?? Patience);
        var buffer = new byte[4096];
        var total = 0L;
        try
        {
            while (await _stream.ReadAsync(buffer, patience.Token) is > 0 and var read) total += read;
        }
        catch (IOException)
        {
            // A reset is an end as well.
        }

        return total;
    }

    public Task SendMessageAsync(byte context, RawElements command, byte[]? dataSet = null) =>
        SendMessageAsync(context, command.Command(), dataSet);

    public async Task SendMessageAsync(byte context, byte[] command, byte[]? dataSet = null)
    {
        var bytes = new MemoryStream();
        WriteFragments(bytes, context, command, isCommand: true);
        if (dataSet != null) WriteFragments(bytes, context, dataSet, isCommand: false);
        await SendAsync(bytes.ToArray());
    }

    /// <summary>One P-DATA-TF holding one presentation data value (PS3.8 §9.3.5, Annex E).</summary>
    public static byte[] DataPdu(byte context, ReadOnlySpan<byte> fragment, bool isCommand, bool isLast) =>
        RawPdu.Encode(RawPdu.Data, Value(context, fragment, isCommand, isLast));

    public static byte[] Value(byte context, ReadOnlySpan<byte> fragment, bool isCommand, bool isLast) =>
        [.. BigEndian.UInt32((uint)fragment.Length + 2), context, (byte)((isCommand ? 1 : 0) | (isLast ? 2 : 0)), .. fragment];

    /// <summary>The next message. The data set goes to <paramref name="into"/> when given, to memory otherwise.</summary>
    public async Task<RawMessage> ReadMessageAsync(Stream? into = null, TimeSpan? limit = null)
    {
        var command = new MemoryStream();
        RawElements? read = null;
        var dataSet = into ?? new MemoryStream();
        while (true)
        {
            var pdu = await ReadPduAsync(limit) ?? throw new EndOfStreamException("the server closed the connection");
            if (pdu.Type != RawPdu.Data) throw new InvalidDataException($"a message was expected, PDU type {pdu.Type} came");

            for (var rest = pdu.Body.AsMemory(); rest.Length > 0;)
            {
                var length = (int)BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
                var (context, control) = (rest.Span[4], rest.Span[5]);
                var fragment = rest[6..(4 + length)];
                rest = rest[(4 + length)..];
                if ((control & 1) != 0) command.Write(fragment.Span);
                else await dataSet.WriteAsync(fragment);
                if ((control & 2) == 0) continue;

                if ((control & 1) != 0)
                {
                    read = RawElements.ReadImplicit(command.ToArray());
                    if (read.UInt16(Tags.CommandDataSetType) == Commands.NoDataSet) return new RawMessage(context, read, null);
                }
                else
                {
                    return new RawMessage(context, read!, (dataSet as MemoryStream)?.ToArray());
                }
            }
        }
    }

    public ushort NextMessageId() => ++_messageId;

    public async Task<ushort> EchoAsync(byte context)
    {
        await SendMessageAsync(context, Commands.Echo(NextMessageId()));
        return (await ReadMessageAsync()).Status;
    }

    public async Task<RawMessage> StoreAsync(byte context, string sopClass, string sopInstance, byte[] dataSet)
    {
        await SendMessageAsync(context, Commands.Store(NextMessageId(), sopClass, sopInstance), dataSet);
        return await ReadMessageAsync();
    }

    public Task<RawMessage> StoreAsync(byte context, RawImage image) =>
        StoreAsync(context, image.SopClass, image.SopInstance, image.Elements.Implicit());

    /// <summary>Every answer of a C-FIND, the final one last.</summary>
    public async Task<List<RawMessage>> FindAsync(byte context, string sopClass, RawElements identifier)
    {
        await SendMessageAsync(context, Commands.Find(NextMessageId(), sopClass), identifier.Implicit());
        return await ReadResponsesAsync(_ => 0);
    }

    public async Task<List<RawMessage>> MoveAsync(byte context, string sopClass, string destination, RawElements identifier)
    {
        await SendMessageAsync(context, Commands.Move(NextMessageId(), sopClass, destination), identifier.Implicit());
        return await ReadResponsesAsync(_ => 0);
    }

    /// <summary>A C-GET: each C-STORE that comes in is answered with what <paramref name="answer"/> says of it.</summary>
    public async Task<List<RawMessage>> GetAsync(
        byte context, string sopClass, RawElements identifier, Func<RawMessage, ushort> answer)
    {
        await SendMessageAsync(context, Commands.Get(NextMessageId(), sopClass), identifier.Implicit());
        return await ReadResponsesAsync(answer);
    }

    /// <summary>Answers sub-operations until the final response of the request, which comes last.</summary>
    public async Task<List<RawMessage>> ReadResponsesAsync(Func<RawMessage, ushort> answer)
    {
        var responses = new List<RawMessage>();
        while (true)
        {
            var message = await ReadMessageAsync();
            if (message.Field == Commands.CStore)
            {
                await SendMessageAsync(message.Context, Commands.StoreResponse(message, answer(message)));
                continue;
            }

            responses.Add(message);
            if (!message.IsPending) return responses;
        }
    }

    /// <summary>A-RELEASE-RQ, and the other side's answer.</summary>
    public async Task<RawPdu?> ReleaseAsync()
    {
        await SendAsync(RawPdu.Encode(RawPdu.ReleaseRequest, new byte[4]));
        return await ReadPduAsync();
    }

    /// <summary>Says that no more comes, and goes on listening.</summary>
    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection as a dying machine does: a reset, no A-ABORT.</summary>
    public void Vanish()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private void WriteFragments(MemoryStream bytes, byte context, ReadOnlySpan<byte> part, bool isCommand)
    {
        var room = SendPdu - 6;
        do
        {
            var fragment = part[..Math.Min(room, part.Length)];
            part = part[fragment.Length..];
            bytes.Write(DataPdu(context, fragment, isCommand, part.IsEmpty));
        }
        while (!part.IsEmpty);
    }
}
