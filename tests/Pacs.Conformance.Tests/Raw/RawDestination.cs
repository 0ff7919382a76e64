using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pacs.Conformance.Tests.Raw;

/// <summary>A storage SCP of bytes and a socket, for C-MOVE to send to; it misbehaves when told to.</summary>
internal sealed class RawDestination : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Task _accepting;
    private readonly Lock _lock = new();
    private readonly List<RawMessage> _received = [];
    private readonly List<byte[]> _requests = [];
    private readonly List<Task> _associations = [];
    private int _ended;

    public RawDestination(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The status each C-STORE is answered with; null drops the connection instead of answering.</summary>
    public Func<RawMessage, ushort?> Answer { get; set; } = _ => 0;

    /// <summary>What happens before anything of a C-STORE is read.</summary>
    public Func<Task> BeforeReading { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens before a C-STORE is answered.</summary>
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

    /// <summary>The transfer syntaxes accepted; null accepts the first one proposed.</summary>
    public string[]? Accepts { get; set; }

    public IReadOnlyList<RawMessage> Received
    {
        get
        {
            lock (_lock) return [.. _received];
        }
    }

    /// <summary>The bodies of the association requests that came.</summary>
    public IReadOnlyList<byte[]> Requests
    {
        get
        {
            lock (_lock) return [.. _requests];
        }
    }

    /// <summary>How many associations were ended in good order, by A-RELEASE.</summary>
    public int Released => Volatile.Read(ref _ended);

    /// <exception cref="TimeoutException">The test keeps an association waiting for something that does not happen.</exception>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_associations).WaitAsync(RawPeer.Patience);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync();
                _associations.Add(ServeAsync(socket));
            }
            catch (Exception stopped) when (stopped is SocketException or InvalidOperationException) // disposed, or not listening any more
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var peer = new RawPeer(socket);
        try
        {
            if (await peer.ReadPduAsync() is not { Type: RawPdu.AssociateRequest } request) return;

            lock (_lock) _requests.Add(request.Body);
            await peer.SendAsync(Accept(request.Body));
            while (true)
            {
                await BeforeReading();
                var message = await peer.ReadMessageAsync();
                lock (_lock) _received.Add(message);
                await BeforeAnswer();
                if (Answer(message) is not { } status)
                {
                    peer.Vanish();
                    return;
                }

                await peer.SendMessageAsync(message.Context, Commands.StoreResponse(message, status));
            }
        }
        catch (InvalidDataException)
        {
            // A-RELEASE-RQ came in place of a message.
            await peer.SendAsync(RawPdu.Encode(RawPdu.ReleaseResponse, new byte[4]));
            Interlocked.Increment(ref _ended);
        }
        catch (Exception end) when (end is IOException or TimeoutException)
        {
            // The archive went away, which some tests want.
        }
    }

    /// <summary>A-ASSOCIATE-AC for what was asked (PS3.8 §9.3.3).</summary>
    private byte[] Accept(byte[] request)
    {
        byte[] body = [.. request[..68], .. RawAssociate.Item(0x10, "1.2.840.10008.3.1.1.1"u8)];
        foreach (var (type, item) in Items(request.AsMemory(68)))
        {
            if (type != 0x20) continue;

            var proposed = Items(item[4..])
                .Where(sub => sub.Type == 0x40)
                .Select(sub => Encoding.ASCII.GetString(sub.Value.Span).TrimEnd('\0', ' '))
                .ToList();
            var chosen = Accepts == null ? proposed[0] : proposed.FirstOrDefault(Accepts.Contains);
            byte[] answer = [item.Span[0], 0, (byte)(chosen == null ? 4 : 0), 0, .. RawAssociate.Item(0x40, Encoding.ASCII.GetBytes(chosen ?? ""))];
            body = [.. body, .. RawAssociate.Item(0x21, answer)];
        }

        byte[] user = [.. RawAssociate.Item(0x51, BigEndian.UInt32(65536)), .. RawAssociate.Item(0x52, "2.25.1"u8)];
        return RawPdu.Encode(RawPdu.AssociateAccept, [.. body, .. RawAssociate.Item(0x50, user)]);
    }

    private static IEnumerable<(byte Type, ReadOnlyMemory<byte> Value)> Items(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[2..]);
            yield return (bytes.Span[0], bytes.Slice(4, length));
            bytes = bytes[(4 + length)..];
        }
    }
}
