using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;
using Pacs.Network.Messages;

namespace Pacs.Network.Client;

/// <summary>
/// The matches of one query as they come. Whoever stops enumerating cancels the query at the peer.
/// </summary>
public sealed class FindResults : IAsyncEnumerable<DataSet>
{
    private readonly Association _association;
    private readonly PresentationContext _context;
    private readonly DataSet _identifier;

    internal FindResults(Association association, PresentationContext context, DataSet identifier)
    {
        _association = association;
        _context = context;
        _identifier = identifier;
    }

    /// <summary>How the query ended; null until it has.</summary>
    public CFindResponse? FinalResponse { get; private set; }

    public async IAsyncEnumerator<DataSet> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        var request = new CFindRequest { AffectedSopClassUid = _context.AbstractSyntax };
        await using var operation = await _association.SendAsync(_context, request, _identifier, cancellationToken);
        try
        {
            await foreach (var response in operation.ReadResponsesAsync(cancellationToken))
            {
                if (!response.Status.IsPending) FinalResponse = response.Command as CFindResponse;
                else if (response.ReadDataSet() is { } match) yield return match;
            }
        }
        finally
        {
            if (FinalResponse is null) FinalResponse = await operation.CancelAndFinishAsync() as CFindResponse;
        }
    }
}
