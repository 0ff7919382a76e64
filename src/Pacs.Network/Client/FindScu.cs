using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;

namespace Pacs.Network.Client;

/// <summary>Queries a peer (PS3.4 §C.4.1).</summary>
public sealed class FindScu : IAsyncDisposable
{
    private readonly Association _association;
    private readonly PresentationContext _context;

    private FindScu(Association association, PresentationContext context)
    {
        _association = association;
        _context = context;
    }

    /// <param name="peer">Whom to ask.</param>
    /// <param name="informationModel">The SOP class of the query, such as Study Root Find.</param>
    /// <param name="options">Who asks, and how patiently.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <inheritdoc cref="PeerConnection.AssociateAsync" path="/exception"/>
    /// <exception cref="ContextNotAcceptedException">The peer does not offer the information model.</exception>
    public static async Task<FindScu> ConnectAsync(
        PeerAddress peer, string informationModel, ScuOptions options, CancellationToken cancellationToken)
    {
        var contexts = new[] { (informationModel, ServicePolicy.Query.TransferSyntaxes) };
        var association = await PeerConnection.AssociateAsync(peer, contexts, [], options, cancellationToken);
        if (association.FindContexts(informationModel).FirstOrDefault() is { } context)
        {
            return new FindScu(association, context);
        }

        await association.DisposeAsync();
        throw new ContextNotAcceptedException(peer, informationModel);
    }

    /// <summary>A query, sent when its results are enumerated.</summary>
    public FindResults Find(DataSet identifier) => new(_association, _context, identifier);

    public Task ReleaseAsync(CancellationToken cancellationToken) => _association.ReleaseAsync(cancellationToken);

    public ValueTask DisposeAsync() => _association.DisposeAsync();
}
