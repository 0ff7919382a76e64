using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Server.Hosting;

namespace Pacs.Server.Dimse;

/// <summary>Query as SCP (PS3.4 §C.4.1): each match is sent as it is found.</summary>
internal sealed class CFindScp(ArchiveQuery query, PacsOptions options)
{
    /// <summary>Reads the identifier; the task it returns completes when the final answer is sent.</summary>
    public async ValueTask<Task> ReceiveAsync(
        Association association, DimseRequest request, CFindRequest command, CancellationToken cancellationToken)
    {
        if (!QueryRetrieveModels.Find.TryGetValue(request.Context.AbstractSyntax, out var root))
        {
            return request.RespondAsync(DimseStatus.UnrecognizedOperation, cancellationToken).AsTask();
        }

        var identifier = await request.ReadDataSetAsync(cancellationToken);
        var agreed = QueryExtensions.AgreedOn(association, request.Context.AbstractSyntax);
        return AnswerAsync(root, agreed, request, command, identifier);
    }

    private async Task AnswerAsync(
        QueryRoot root, QueryOptions agreed, DimseRequest request, CFindRequest command, DataSet identifier)
    {
        if (ArchiveQuery.RefusalOf(root, identifier, agreed) is { } refusal)
        {
            var response = command.Respond(DimseStatus.DataSetMismatch) with { ErrorComment = refusal };
            await request.RespondAsync(response, CancellationToken.None);
            return;
        }

        var pending = command.Respond(DimseStatus.Pending);
        var final = DimseStatus.Success;
        try
        {
            await foreach (var match in query.FindAsync(root, identifier, agreed, options.AeTitle, request.Cancelled))
            {
                await request.RespondAsync(pending, match, request.Cancelled);
            }
        }
        catch (OperationCanceledException)
        {
            final = DimseStatus.Cancel;
        }

        await request.RespondAsync(final, CancellationToken.None); // a cancelled request is answered too
    }
}
