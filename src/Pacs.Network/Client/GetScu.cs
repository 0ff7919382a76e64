using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Network.Client;

/// <summary>Has a peer send over the association that asks for it (PS3.4 §C.4.3).</summary>
public sealed class GetScu : IAsyncDisposable
{
    /// <summary>One context of the association is the query's own.</summary>
    public const int MaxStorageContexts = AssociateRequest.MaxContexts - 1;

    private readonly Association _association;
    private readonly PresentationContext _context;
    private readonly Task _receiving;
    private volatile Func<DimseRequest, CancellationToken, ValueTask<DimseStatus>>? _receive;

    private GetScu(Association association, PresentationContext context)
    {
        _association = association;
        _context = context;
        _receiving = ReceiveAsync();
    }

    /// <param name="peer">Whom to ask.</param>
    /// <param name="informationModel">The SOP class, such as Study Root Get.</param>
    /// <param name="storageContexts">
    /// What is taken, at most <see cref="MaxStorageContexts"/>. Of several encodings in one context the peer chooses one for
    /// the whole association; of those in contexts of their own it may use each.
    /// </param>
    /// <param name="options">Who asks, and how patiently.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="PeerConnection.AssociateAsync" path="/exception"/>
    /// <exception cref="ContextNotAcceptedException">The peer does not offer the information model.</exception>
    public static async Task<GetScu> ConnectAsync(
        PeerAddress peer,
        string informationModel,
        IReadOnlyCollection<(string SopClass, IReadOnlyList<string> TransferSyntaxes)> storageContexts,
        ScuOptions options,
        CancellationToken cancellationToken)
    {
        List<(string, IReadOnlyList<string>)> contexts =
            [(informationModel, ServicePolicy.Query.TransferSyntaxes), .. storageContexts];
        var sopClasses = storageContexts.Select(context => context.SopClass).Distinct(StringComparer.Ordinal);
        RoleSelection[] roles = [.. sopClasses.Select(uid => new RoleSelection(uid, Scu: false, Scp: true))];
        var association = await PeerConnection.AssociateAsync(peer, contexts, roles, options, cancellationToken);
        if (association.FindContexts(informationModel).FirstOrDefault() is { } context)
        {
            return new GetScu(association, context);
        }

        await association.DisposeAsync();
        throw new ContextNotAcceptedException(peer, informationModel);
    }

    /// <summary>The progress as the peer reports it. Whoever stops enumerating cancels the transfer.</summary>
    /// <param name="identifier">What is wanted.</param>
    /// <param name="receive">
    /// Given each C-STORE the peer sends: reads its data set off the line and says how it went. One at a time; when it
    /// throws, the association ends.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<RetrieveProgress> GetAsync(
        DataSet identifier,
        Func<DimseRequest, CancellationToken, ValueTask<DimseStatus>> receive,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _receive = receive;
        var request = new CGetRequest { AffectedSopClassUid = _context.AbstractSyntax };
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
            _receive = null;
        }
    }

    public Task ReleaseAsync(CancellationToken cancellationToken) => _association.ReleaseAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _association.DisposeAsync();
        await _receiving;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            await foreach (var request in _association.ReadRequestsAsync(CancellationToken.None))
            {
                var status = request.Command is CStoreRequest && _receive is { } receive
                    ? await receive(request, request.Cancelled)
                    : DimseStatus.UnrecognizedOperation;
                await request.RespondAsync(status, CancellationToken.None);
            }
        }
        catch (AssociationAbortedException)
        {
            // The operation ends in the same.
        }
        catch (Exception e)
        {
            _association.Break(AssociationAbortedException.ByUs("What was received could not be kept.", e));
            throw;
        }
    }
}
