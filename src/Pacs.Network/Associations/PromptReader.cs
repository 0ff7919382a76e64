using System.IO.Pipelines;
using System.Net.Sockets;

namespace Pacs.Network.Associations;

/// <summary>
/// Reads a connection, and has the kernel acknowledge what has come whenever more is waited for. A peer that leaves
/// Nagle's algorithm on writes a message in pieces and holds each back until the one before is acknowledged, which the
/// kernel puts off for 40 ms in the hope of an answer to go with it.
/// </summary>
public sealed class PromptReader(PipeReader input, Socket socket) : PipeReader
{
    private const int ProtocolTcp = 6;
    private const int QuickAck = 12; // TCP_QUICKACK of linux/tcp.h; it does not last, hence at each wait

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = input.ReadAsync(cancellationToken);
        if (!read.IsCompleted) Acknowledge();
        return read;
    }

    public override bool TryRead(out ReadResult result) => input.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => input.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
        input.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => input.CancelPendingRead();

    public override void Complete(Exception? exception = null) => input.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => input.CompleteAsync(exception);

    private void Acknowledge()
    {
        try
        {
            socket.SetRawSocketOption(ProtocolTcp, QuickAck, [1, 0, 0, 0]);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has closed; whoever reads is told.
        }
    }
}
