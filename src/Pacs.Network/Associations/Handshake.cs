using System.Buffers;
using System.IO.Pipelines;
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
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _artim;
    private readonly CancellationTokenSource _patience;

    public Handshake(IDuplexPipe transport, AssociationOptions options, CancellationToken cancellationToken)
    {
        _transport = transport;
        _options = options;
        _cancellationToken = cancellationToken;
        _artim = new CancellationTokenSource(options.ArtimTimeout, options.TimeProvider);
        _patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _artim.Token);
        Reader = new PduReader(transport.Input, options);
    }

    public PduReader Reader { get; }

    /// <summary>The acceptor's side.</summary>
    public async Task<(AssociateRequest Request, AssociateAccept Accept)> AcceptAsync(AcceptancePolicy policy)
    {
        try
        {
            var request = await ReceiveRequestAsync();
            if (!Negotiation.TryAccept(request, policy, _options, out var accept, out var rejection))
            {
                await SendAsync(output => PduWriter.Write(rejection, output));

                // The requestor closes; who does not is closed when ARTIM runs out (action AE-8, state 13).
                await DrainAsync(Reader, _patience.Token);
                throw new AssociationRejectedException(rejection, request);
            }

            await SendAsync(output => PduWriter.Write(accept, output));
            return (request, accept);
        }
        catch (Exception e) when (IsExpected(e))
        {
            throw await FailAsync(e, AbortSource.ServiceUser);
        }
    }

    /// <summary>The requestor's side; gives the request as it was sent.</summary>
    public async Task<(AssociateRequest Request, AssociateAccept Accept)> RequestAsync(AssociateRequest request)
    {
        request = request with
        {
            UserInformation = request.UserInformation with
            {
                MaximumLength = _options.MaxPduLength,
                ImplementationClassUid = _options.ImplementationClassUid,
                ImplementationVersionName = _options.ImplementationVersionName,
            },
        };
        try
        {
            await SendAsync(output => PduWriter.Write(request, output));
            return (request, await ReceiveAnswerAsync(request));
        }
        catch (Exception e) when (IsExpected(e))
        {
            throw await FailAsync(e, AbortSource.ServiceProvider);
        }
    }

    /// <summary>Drops what comes until the peer closes or patience ends.</summary>
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

    public void Dispose()
    {
        _patience.Dispose();
        _artim.Dispose();
    }

    private static bool IsExpected(Exception e) =>
        e is AssociationRejectedException or AssociationAbortedException or OperationCanceledException;

    private async Task<AssociateRequest> ReceiveRequestAsync()
    {
        var header = await Reader.ReadHeaderAsync(_patience.Token);
        if (header.Type is not (PduType.AssociateRequest or PduType.Abort)) throw Unexpected(header.Type);

        var body = await Reader.ReadBodyAsync(header, _patience.Token);
        if (header.Type == PduType.Abort)
        {
            PduParser.ParseAbort(body, out var abort);
            throw AssociationAbortedException.ByPeer(abort);
        }

        PduParser.ParseAssociateRequest(body, out var request);
        if (request is null) throw Invalid(header.Type);

        var user = request.UserInformation;
        return request with { UserInformation = user with { UserIdentity = user.UserIdentity?.WithoutSecrets() } };
    }

    private async Task<AssociateAccept> ReceiveAnswerAsync(AssociateRequest request)
    {
        var header = await Reader.ReadHeaderAsync(_patience.Token);
        var body = await Reader.ReadBodyAsync(header, _patience.Token);
        switch (header.Type)
        {
            case PduType.AssociateAccept:
                PduParser.ParseAssociateAccept(body, out var accept);
                return accept ?? throw Invalid(header.Type);
            case PduType.AssociateReject:
                PduParser.ParseAssociateReject(body, out var reject);
                throw reject is null ? Invalid(header.Type) : new AssociationRejectedException(reject, request);
            case PduType.Abort:
                PduParser.ParseAbort(body, out var abort);
                throw AssociationAbortedException.ByPeer(abort);
            default:
                throw Unexpected(header.Type);
        }
    }

    private async Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        write(_transport.Output);
        try
        {
            var result = await _transport.Output.FlushAsync(_patience.Token);
            if (result.IsCompleted) throw AssociationAbortedException.LineBroke("The peer closed the connection.");
        }
        catch (Exception e) when (AssociationAbortedException.IsBrokenLine(e))
        {
            throw AssociationAbortedException.LineBroke("The connection broke.", e);
        }
    }

    /// <summary>Ends the connection after <paramref name="reason"/>; gives what the caller is to be told.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="source">
    /// Who aborts: before it was asked for an association the user, for no stated reason, after it has asked the
    /// provider (PS3.8 §9.2.3, actions AA-1 and AA-8).
    /// </param>
    private async Task<Exception> FailAsync(Exception reason, AbortSource source)
    {
        if (reason is AssociationAbortedException { IsOurs: true } fault)
        {
            var told = source == AbortSource.ServiceProvider ? fault.Reason : AbortReason.NotSpecified;
            await TrySendAbortAsync(new AssociateAbort(source, told));
        }

        await Reader.CompleteAsync();
        await _transport.Output.CompleteAsync();
        if (_transport is IAsyncDisposable connection) await connection.DisposeAsync();
        if (reason is not OperationCanceledException || _cancellationToken.IsCancellationRequested) return reason;

        var seconds = _options.ArtimTimeout.TotalSeconds;
        return AssociationAbortedException.LineBroke($"The peer said nothing for {seconds} s.", reason);
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

    private static AssociationAbortedException Unexpected(PduType type) => AssociationAbortedException.Violation(
        AbortReason.UnexpectedPdu, $"{type} came before there was an association.");

    private static AssociationAbortedException Invalid(PduType type) => AssociationAbortedException.Violation(
        AbortReason.InvalidPduParameterValue, $"{type} cannot be read: a length in it is wrong.");
}
