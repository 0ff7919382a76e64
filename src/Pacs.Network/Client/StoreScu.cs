using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Messages;

namespace Pacs.Network.Client;

/// <summary>
/// Sends instances to a peer (PS3.4 Annex B), one after the other; several may await their answers where the peer agreed
/// to that. What the proposals need beyond the 128 contexts of
/// one association goes over further ones, one at a time: there are peers that serve no more. An association that broke
/// is opened anew for the next instance: a peer that cannot take one may well take the others.
/// </summary>
/// <remarks>With very many SOP classes, sending in the order of <see cref="PartOf"/> spares changing associations.</remarks>
public sealed class StoreScu : IAsyncDisposable
{
    private readonly Func<string, CancellationToken, ValueTask<Association>> _associationFor;
    private readonly StorePlan? _plan;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<Task> _unanswered = [];
    private Association? _used;
    private Association? _opened;
    private int _openedPart;

    /// <param name="peer">Whom to send to.</param>
    /// <param name="proposals">Everything that is going to be sent.</param>
    /// <param name="options">Who sends, and how patiently.</param>
    public StoreScu(PeerAddress peer, IEnumerable<StoreProposal> proposals, ScuOptions options)
        : this(peer, proposals, [], options)
    {
    }

    /// <param name="peer">Whom to send to.</param>
    /// <param name="proposals">Everything that is going to be sent.</param>
    /// <param name="alternatives">Compressed encodings that the sender can make of what has a native form, for peers that take nothing else.</param>
    /// <param name="options">Who sends, and how patiently.</param>
    public StoreScu(
        PeerAddress peer, IEnumerable<StoreProposal> proposals, IReadOnlyList<TransferSyntax> alternatives, ScuOptions options)
    {
        var plan = _plan = new StorePlan(proposals, alternatives);
        _associationFor = (sopClassUid, cancellationToken) =>
            OpenAsync(peer, plan, plan.PartOf(sopClassUid), options, cancellationToken);
    }

    /// <summary>
    /// Sends over an association that is there already, in the contexts where this side is the SCU, as the SCP of a
    /// C-GET does (PS3.4 §C.4.3.3). It stays open.
    /// </summary>
    public StoreScu(Association association) => _associationFor = (_, _) => ValueTask.FromResult(association);

    /// <summary>Which of the associations that the proposals need takes a SOP class, counted from 0.</summary>
    public int PartOf(string sopClassUid) => _plan?.PartOf(sopClassUid) ?? 0;

    /// <summary>
    /// How many instances may be on their way at once over the association that was last used; 0 is any number.
    /// </summary>
    public int MaxOutstanding => Volatile.Read(ref _used)?.MaxInvoked ?? 1;

    /// <summary>
    /// The encodings that the peer takes for a SOP class: those held, then, if some of what is held can be converted to them, Explicit and
    /// Implicit VR Little Endian and the alternatives. None when it does not take the SOP class.
    /// </summary>
    /// <inheritdoc cref="PeerConnection.AssociateAsync" path="/exception"/>
    public async Task<IReadOnlyList<TransferSyntax>> FindAcceptedAsync(
        string sopClassUid, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var association = await UseAsync(sopClassUid, cancellationToken);
            var contexts = association.FindContexts(sopClassUid).Where(context => context.IsScu);
            return [.. contexts.Select(context => context.TransferSyntax)];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Sends one instance and waits for the answer. May be called again meanwhile: what the peer has not agreed to take
    /// yet waits for its turn.
    /// </summary>
    /// <param name="request">Which instance, and on whose behalf it is moved.</param>
    /// <param name="transferSyntax">
    /// The encoding of <paramref name="dataSet"/>; not sent unless the peer takes just that.
    /// </param>
    /// <param name="dataSet">The data set without file meta information, from the stream's position to its end.</param>
    /// <param name="cancellationToken">
    /// Gives up. Within an instance this ends an association of its own, and with it what else is on its way; over one that
    /// was there already the instance is sent to its end, and only its answer is not waited for.
    /// </param>
    /// <inheritdoc cref="PeerConnection.AssociateAsync" path="/exception"/>
    public async Task<StoreResult> StoreAsync(
        CStoreRequest request, TransferSyntax transferSyntax, Stream dataSet, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await SendAsync(request, transferSyntax, dataSet, cancellationToken);
            return await answer;
        }
        catch (AssociationAbortedException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_opened is not null) await _opened.ReleaseAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_opened is not null) await _opened.DisposeAsync();
        _turn.Dispose();
    }

    /// <summary>Done when the instance is sent; what it gives is done when it is answered.</summary>
    private async Task<Task<StoreResult>> SendAsync(
        CStoreRequest request, TransferSyntax transferSyntax, Stream dataSet, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var association = await UseAsync(request.AffectedSopClassUid, cancellationToken);
            var context = association.FindContexts(request.AffectedSopClassUid)
                .FirstOrDefault(context => context.IsScu && context.TransferSyntax.Uid == transferSyntax.Uid);
            if (context is null) return Task.FromResult(new StoreResult(request.AffectedSopInstanceUid, null, null));

            await using var givenUp = EndWhenGivenUp(association, cancellationToken);
            var operation = await association.SendAsync(context, request, dataSet, CancellationToken.None);
            var answer = ReadAnswerAsync(association, operation, request.AffectedSopInstanceUid, cancellationToken);
            _unanswered.RemoveAll(task => task.IsCompleted);
            _unanswered.Add(answer);
            return answer;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<StoreResult> ReadAnswerAsync(
        Association association, DimseOperation operation, string sopInstanceUid, CancellationToken cancellationToken)
    {
        await using (EndWhenGivenUp(association, cancellationToken))
        await using (operation)
        {
            var response = await operation.ReadFinalResponseAsync(cancellationToken);
            return new StoreResult(sopInstanceUid, response.Status, response.Command.ErrorComment);
        }
    }

    /// <summary>However the peer hangs, its association can be ended: what is being written or awaited ends with it.</summary>
    private CancellationTokenRegistration EndWhenGivenUp(Association association, CancellationToken cancellationToken) =>
        _plan is null ? default : cancellationToken.UnsafeRegister(GiveUp, association);

    private async ValueTask<Association> UseAsync(string sopClassUid, CancellationToken cancellationToken)
    {
        var association = await _associationFor(sopClassUid, cancellationToken);
        Volatile.Write(ref _used, association);
        return association;
    }

    private async ValueTask<Association> OpenAsync(
        PeerAddress peer, StorePlan plan, int part, ScuOptions options, CancellationToken cancellationToken)
    {
        if (_opened is { } association)
        {
            if (_openedPart == part && !association.HasEnded) return association;

            // Who waits for an answer is told himself how that went.
            await Task.WhenAll(_unanswered).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _opened = null;
            await association.ReleaseAsync(cancellationToken);
            await association.DisposeAsync();
        }

        _opened = await PeerConnection.AssociateAsync(peer, plan.ContextsOf(part), [], options, cancellationToken);
        _openedPart = part;
        return _opened;
    }

    private static void GiveUp(object? association) =>
        (association as Association)?.Break(AssociationAbortedException.ByUs("The sending was given up."));
}
