using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Server.Hosting;

namespace Pacs.Server.Dimse;

/// <summary>Query as SCP (PS3.4 §C.4.1): matches are sent as they are found, those found together in one piece.</summary>
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
        return Task.Run(() => AnswerAsync(root, agreed, request, command, identifier), CancellationToken.None);
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

        var answers = query.Find(root, identifier, agreed, options.AeTitle);
        var pending = command.Respond(answers.HasUnsupportedKeys ? DimseStatus.PendingWithWarning : DimseStatus.Pending);
        CFindResponse final;
        try
        {
            await foreach (var match in answers.WithCancellation(request.Cancelled))
            {
                await request.RespondAsync(pending, match, answers.IsNextAtHand, request.Cancelled);
            }

            final = FinalOf(answers.End, command);
        }
        catch (OperationCanceledException)
        {
            final = command.Respond(DimseStatus.Cancel);
        }

        await request.RespondAsync(final, CancellationToken.None); // a cancelled request is answered too
    }

    /// <summary>Fewer answers than there are matches are never a success.</summary>
    private CFindResponse FinalOf(QueryEnd end, CFindRequest command) => end switch
    {
        QueryEnd.Complete => command.Respond(DimseStatus.Success),
        QueryEnd.TooManyMatches => command.Respond(DimseStatus.OutOfResources) with
        {
            ErrorComment = $"More than {options.Limits.MatchesPerQuery} matches",
        },
        QueryEnd.TooManyHeaders => command.Respond(DimseStatus.OutOfResources) with
        {
            ErrorComment = $"Keys not indexed: {options.Limits.HeadersPerQuery} instances read",
        },
        QueryEnd.UnreadableInstance => command.Respond(DimseStatus.CannotUnderstand) with
        {
            ErrorComment = "An instance could not be read, there may be more",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(end)),
    };
}
