using System.Net.Sockets;

namespace Pacs.Network.Connections;

/// <summary>
/// Reads a socket on the thread that wants its bytes: they are waited for on one of the <see cref="LineThreads"/>, and
/// with no thread once nothing has come for a moment.
/// <para>
/// And has the kernel acknowledge what has come whenever more is waited for. A peer that leaves Nagle's algorithm on
/// writes a message in pieces and holds each back until the one before is acknowledged, which the kernel puts off for
/// 40 ms in the hope of an answer to go with it.
/// </para>
/// </summary>
internal sealed class LineStream : NetworkStream
{
    private const int ProtocolTcp = 6;
    private const int QuickAck = 12; // TCP_QUICKACK of linux/tcp.h; it does not last, hence at each wait

    /// <summary>A device makes its next image ready in this time; and so long does a cancelled read last at most.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    /// <param name="socket">Connected; it belongs to the stream from now on.</param>
    public LineStream(Socket socket)
        : base(socket, ownsSocket: true)
    {
        socket.Blocking = false;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        TryReceive(buffer.Span, out var count) ? ValueTask.FromResult(count) : WaitAsync(buffer, cancellationToken);

    private async ValueTask<int> WaitAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Acknowledge();
        await LineThreads.SwitchAsync();
        if (IsReadySoon() && TryReceive(buffer.Span, out var count)) return count;

        count = await base.ReadAsync(buffer, cancellationToken);
        await LineThreads.SwitchAsync();
        return count;
    }

    private bool TryReceive(Span<byte> buffer, out int count)
    {
        count = Socket.Receive(buffer, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => true,
            SocketError.WouldBlock => false,
            _ => throw new IOException("The connection broke.", new SocketException((int)error)),
        };
    }

    private bool IsReadySoon() => Socket.Poll(Moment, SelectMode.SelectRead);

    private void Acknowledge()
    {
        try
        {
            Socket.SetRawSocketOption(ProtocolTcp, QuickAck, [1, 0, 0, 0]);
        }
        catch (SocketException)
        {
            // It has closed; whoever reads is told.
        }
    }
}
