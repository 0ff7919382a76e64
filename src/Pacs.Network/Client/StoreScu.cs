using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Messages;

namespace Pacs.Network.Client;

/// <summary>
/// Sends instances to a peer (PS3.4 Annex B). What the proposals need beyond the 128 contexts of one association goes over
/// further ones; each is opened when something is to be sent over it, and kept until the release.
/// </summary>
public sealed class StoreScu : IAsyncDisposable
{
    private readonly Func<string, CancellationToken, ValueTask<Association>> _associationFor;
    private readonly Association?[] _associations;
    private readonly SemaphoreSlim _opening = new(1, 1);

    /// <param name="peer">Whom to send to.</param>
    /// <param name="proposals">Everything that is going to be sent.</param>
    /// <param name="options">Who sends, and how patiently.</param>
    public StoreScu(PeerAddress peer, IEnumerable<StoreProposal> proposals, ScuOptions options)
    {
        var plan = new StorePlan(proposals);
        _associations = new Association?[plan.Count];
        _associationFor = (sopClassUid, cancellationToken) =>
            OpenAsync(peer, plan, plan.AssociationOf(sopClassUid), options, cancellationToken);
    }

    /// <summary>
    /// Sends over an association that is there already, in the contexts where this side is the SCU, as the SCP of a C-GET
    /// does (PS3.4 §C.4.3.3). It stays open.
    /// </summary>
    public StoreScu(Association association)
    {
        _associations = [];
        _associationFor = (_, _) => ValueTask.FromResult(association);
    }

    /// <summary>
    /// The encodings that the peer takes for a SOP class: those held, then Explicit and Implicit VR Little Endian if some
    /// of what is held can be converted to them. None when it does not take the SOP class.
    /// </summary>
    /// <inheritdoc cref="PeerConnection.AssociateAsync" path="/exception"/>
    public async Task<IReadOnlyList<TransferSyntax>> FindAcceptedAsync(string sopClassUid, CancellationToken cancellationToken)
    {
        var association = await _associationFor(sopClassUid, cancellationToken);
        return [.. association.FindContexts(sopClassUid).Where(context => context.IsScu).Select(context => context.TransferSyntax)];
    }

    /// <summary>Sends one instance and waits for the answer.</summary>
    /// <param name="request">Which instance, and on whose behalf it is moved.</param>
    /// <param name="transferSyntax">The encoding of <paramref name="dataSet"/>; not sent unless the peer takes just that.</param>
    /// <param name="dataSet">The data set without file meta information, from the stream's position to its end.</param>
    /// <param name="cancellationToken">Gives up; within an instance this ends the association.</param>
    /// <inheritdoc cref="PeerConnection.AssociateAsync" path="/exception"/>
    public async Task<StoreResult> StoreAsync(
        CStoreRequest request, TransferSyntax transferSyntax, Stream dataSet, CancellationToken cancellationToken)
    {
        var association = await _associationFor(request.AffectedSopClassUid, cancellationToken);
        var context = association.FindContexts(request.AffectedSopClassUid)
            .FirstOrDefault(context => context.IsScu && context.TransferSyntax.Uid == transferSyntax.Uid);
        if (context is null) return new StoreResult(request.AffectedSopInstanceUid, null, null);

        await using var operation = await association.SendAsync(context, request, dataSet, cancellationToken);
        var response = await operation.ReadFinalResponseAsync(cancellationToken);
        return new StoreResult(request.AffectedSopInstanceUid, response.Status, response.Command.ErrorComment);
    }

    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        foreach (var association in _associations)
        {
            if (association is not null) await association.ReleaseAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var association in _associations)
        {
            if (association is not null) await association.DisposeAsync();
        }

        _opening.Dispose();
    }

    private async ValueTask<Association> OpenAsync(
        PeerAddress peer, StorePlan plan, int index, ScuOptions options, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _associations[index]) is { } open) return open;

        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _associations[index] ??=
                await PeerConnection.AssociateAsync(peer, plan.ContextsOf(index), [], options, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }
}
