using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Pacs.Network.Messages;

namespace Pacs.Network.Associations;

/// <summary>
/// An operation that the peer has been asked for. Dispose it when its last response is not waited for: later ones are
/// dropped then.
/// </summary>
public sealed class DimseOperation : IAsyncDisposable
{
    /// <summary>Responses that wait for their reader before the line does.</summary>
    private const int Ahead = 64;

    private readonly Association _association;
    private readonly Channel<DimseResponse> _responses = Channel.CreateBounded<DimseResponse>(
        new BoundedChannelOptions(Ahead) { SingleReader = true, SingleWriter = true });

    internal DimseOperation(Association association, PresentationContext context, ushort messageId)
    {
        _association = association;
        Context = context;
        MessageId = messageId;
    }

    public PresentationContext Context { get; }

    public ushort MessageId { get; }

    /// <summary>The responses as they come, the last one not pending. To be enumerated once.</summary>
    public async IAsyncEnumerable<DimseResponse> ReadResponsesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _responses.Reader.WaitToReadAsync(cancellationToken))
        {
            while (_responses.Reader.TryRead(out var response)) yield return response;
        }
    }

    /// <summary>The last response; those before it are dropped.</summary>
    public async ValueTask<DimseResponse> ReadFinalResponseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var response = await ReadAsync(cancellationToken);
            if (!response.Status.IsPending) return response;
        }
    }

    /// <summary>Asks the peer to end the operation. Its last response still comes.</summary>
    public ValueTask CancelAsync(CancellationToken cancellationToken)
    {
        var cancel = new CCancelRequest { MessageIdBeingRespondedTo = MessageId };
        return _association.SendCancelAsync(Context, cancel, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _responses.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Cancels and waits for the last response; null when the association ends first, as it does when the peer does not
    /// heed the cancel.
    /// </summary>
    internal async ValueTask<ResponseCommand?> CancelAndFinishAsync()
    {
        var options = _association.Options;
        using var patience = new CancellationTokenSource(options.ArtimTimeout, options.TimeProvider);
        try
        {
            await CancelAsync(patience.Token);
            return (await ReadFinalResponseAsync(patience.Token)).Command;
        }
        catch (OperationCanceledException e)
        {
            _association.Break(AssociationAbortedException.ByUs("The peer did not heed C-CANCEL.", e));
            return null;
        }
        catch (AssociationAbortedException)
        {
            return null;
        }
    }

    internal async ValueTask DeliverAsync(DimseResponse response)
    {
        while (!_responses.Writer.TryWrite(response))
        {
            // False once the operation is disposed, or the association has ended: nobody wants it.
            if (!await _responses.Writer.WaitToWriteAsync(CancellationToken.None)) return;
        }

        if (!response.Status.IsPending) _responses.Writer.TryComplete();
    }

    internal void Fail(Exception fault) => _responses.Writer.TryComplete(fault);

    private async ValueTask<DimseResponse> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _responses.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException e) when (e.InnerException is AssociationAbortedException fault)
        {
            throw fault;
        }
    }
}
