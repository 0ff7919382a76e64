using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>
/// The exchange that makes an association of a connection (PS3.8 §7.1). Whatever ends it early closes the connection:
/// with A-ABORT when the peer broke the protocol, without when it said nothing until the ARTIM timer ran out.
/// </summary>
internal sealed class Handshake : IDisposable
{
    private readonly IDuplexPipe _transport;
    private readonly AssociationOptions _options;
    private readonly CancellationTokenSource _artim;
    private readonly CancellationTokenSource _patience;

    public Handshake(IDuplexPipe transport, AssociationOptions options, CancellationToken cancellationToken)
    {
        _transport = transport;
        _options = options;
        _artim = new CancellationTokenSource(options.ArtimTimeout, options.TimeProvider);
        _patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _artim.Token);
        Reader = new PduReader(transport.Input, options);
    }

    public PduReader Reader { get; }

    public async Task<AssociateRequest> ReceiveRequestAsync()
    {
        var header = await Reader.ReadHeaderAsync(_patience.Token);
        if (header.Type != PduType.AssociateRequest) throw Unexpected(header.Type);

        var body = await Reader.ReadBodyAsync(header, _patience.Token);
        return PduParser.ParseAssociateRequest(body, out var request) == OperationStatus.Done && request is not null ? request : throw Invalid(header.Type);
    }

    /// <exception cref="AssociationRejectedException">The acceptor said no.</exception>
    public async Task<AssociateAccept> ReceiveAnswerAsync(AssociateRequest request)
    {
        var header = await Reader.ReadHeaderAsync(_patience.Token);
        var body = await Reader.ReadBodyAsync(header, _patience.Token);
        switch (header.Type)
        {
            case PduType.AssociateAccept:
                return PduParser.ParseAssociateAccept(body, out var accept) == OperationStatus.Done && accept is not null ? accept : throw Invalid(header.Type);
            case PduType.AssociateReject:
                throw PduParser.ParseAssociateReject(body, out var reject) == OperationStatus.Done && reject is not null
                    ? new AssociationRejectedException(reject, request)
                    : Invalid(header.Type);
            case PduType.Abort:
                PduParser.ParseAbort(body, out var abort);
                throw AssociationAbortedException.ByPeer(abort);
            default:
                throw Unexpected(header.Type);
        }
    }

    public async Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        write(_transport.Output);
        try
        {
            var result = await _transport.Output.FlushAsync(_patience.Token);
            if (result.IsCompleted) throw AssociationAbortedException.LineBroke("The peer closed the connection.");
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw AssociationAbortedException.LineBroke("The connection broke.", e);
        }
    }

    /// <summary>After A-ASSOCIATE-RJ the requestor closes; who does not is closed when ARTIM runs out (PS3.8 §9.2, AE-8).</summary>
    public Task AwaitCloseAsync() => DrainAsync(Reader, _patience.Token);

    public static async Task DrainAsync(PduReader reader, CancellationToken cancellationToken)
    {
        try
        {
            await reader.DrainAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // ARTIM has run out.
        }
    }

    /// <summary>Ends the connection after <paramref name="reason"/>; gives what the caller is to be told.</summary>
    public async Task<Exception> FailAsync(Exception reason, CancellationToken cancellationToken)
    {
        if (reason is AssociationAbortedException { IsOurs: true, AbortedBy: { } source } fault)
        {
            await TrySendAbortAsync(new AssociateAbort(source, fault.Reason));
        }

        await Reader.CompleteAsync();
        await _transport.Output.CompleteAsync();
        if (_transport is IAsyncDisposable connection) await connection.DisposeAsync();
        return reason is OperationCanceledException && !cancellationToken.IsCancellationRequested
            ? AssociationAbortedException.LineBroke($"The peer said nothing for {_options.ArtimTimeout.TotalSeconds} s.", reason)
            : reason;
    }

    public void Dispose()
    {
        _patience.Dispose();
        _artim.Dispose();
    }

    private async Task TrySendAbortAsync(AssociateAbort abort)
    {
        try
        {
            await SendAsync(output => PduWriter.Write(abort, output));
        }
        catch (Exception e) when (e is AssociationAbortedException or OperationCanceledException)
        {
            // The peer is gone and need not be told.
        }
    }

    private static AssociationAbortedException Unexpected(PduType type) =>
        AssociationAbortedException.Violation(AbortReason.UnexpectedPdu, $"{type} came before there was an association.");

    private static AssociationAbortedException Invalid(PduType type) =>
        AssociationAbortedException.Violation(AbortReason.InvalidPduParameterValue, $"{type} cannot be read: a length in it is wrong.");
}
