using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;
using Pacs.Network.Messages;

namespace Pacs.Network.Client;

/// <summary>Has a peer send to a third (PS3.4 §C.4.2).</summary>
public sealed class MoveScu : IAsyncDisposable
{
    private readonly Association _association;
    private readonly PresentationContext _context;

    private MoveScu(Association association, PresentationContext context)
    {
        _association = association;
        _context = context;
    }

    /// <param name="peer">Whom to ask.</param>
    /// <param name="informationModel">The SOP class, such as Study Root Move.</param>
    /// <param name="options">
    /// Who asks, and how patiently: a peer that reports no progress is silent until the end.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="PeerConnection.AssociateAsync" path="/exception"/>
    /// <exception cref="ContextNotAcceptedException">The peer does not offer the information model.</exception>
    public static async Task<MoveScu> ConnectAsync(
        PeerAddress peer, string informationModel, ScuOptions options, CancellationToken cancellationToken)
    {
        var contexts = new[] { (informationModel, ServicePolicy.Query.TransferSyntaxes) };
        var association = await PeerConnection.AssociateAsync(peer, contexts, [], options, cancellationToken);
        if (association.FindContexts(informationModel).FirstOrDefault() is { } context)
        {
            return new MoveScu(association, context);
        }

        await association.DisposeAsync();
        throw new ContextNotAcceptedException(peer, informationModel);
    }

    /// <summary>The progress as the peer reports it. Whoever stops enumerating cancels the move.</summary>
    public async IAsyncEnumerable<RetrieveProgress> MoveAsync(
        string destination, DataSet identifier, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new CMoveRequest { AffectedSopClassUid = _context.AbstractSyntax, MoveDestination = destination };
        await using var operation = await _association.SendAsync(_context, request, identifier, cancellationToken);
        var isFinished = false;
        try
        {
            await foreach (var response in operation.ReadResponsesAsync(cancellationToken))
            {
                isFinished = !response.Status.IsPending;
                yield return RetrieveProgress.Of(response);
            }
        }
        finally
        {
            if (!isFinished) await operation.CancelAndFinishAsync();
        }
    }

    public Task ReleaseAsync(CancellationToken cancellationToken) => _association.ReleaseAsync(cancellationToken);

    public ValueTask DisposeAsync() => _association.DisposeAsync();
}
