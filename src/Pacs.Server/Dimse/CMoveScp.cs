using Pacs.Archive.Query;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Server.Hosting;
using Pacs.Server.Peers;

namespace Pacs.Server.Dimse;

/// <summary>Retrieval to a third party as SCP (PS3.4 §C.4.2): to configured peers, and nobody else.</summary>
internal sealed class CMoveScp(
    ArchiveRetrieve retrieve, PeerDirectory peers, PacsOptions options, TimeProvider clock, ILogger<CMoveScp> logger)
{
    /// <summary>Reads the identifier; the task it returns completes when the final answer is sent.</summary>
    public async ValueTask<Task> ReceiveAsync(
        Association association, DimseRequest request, CMoveRequest command, CancellationToken cancellationToken)
    {
        if (!QueryRetrieveModels.Move.TryGetValue(request.Context.AbstractSyntax, out var root))
        {
            return request.RespondAsync(DimseStatus.UnrecognizedOperation, cancellationToken).AsTask();
        }

        var identifier = await request.ReadDataSetAsync(cancellationToken);
        var originator = new MoveOriginator(association.Request.CallingAeTitle, command.MessageId);
        return Task.Run(() => AnswerAsync(root, request, command, identifier, originator), CancellationToken.None);
    }

    private async Task AnswerAsync(
        QueryRoot root, DimseRequest request, CMoveRequest command, DataSet identifier, MoveOriginator originator)
    {
        if (peers.Find(command.MoveDestination) is not { } destination)
        {
            await RefuseAsync(request, command.Respond(DimseStatus.MoveDestinationUnknown), $"{command.MoveDestination} is not a configured peer");
            return;
        }

        if (ArchiveRetrieve.RefusalOf(root, identifier) is { } refusal)
        {
            await RefuseAsync(request, command.Respond(DimseStatus.DataSetMismatch), refusal);
            return;
        }

        if (await Located.ByAsync(retrieve, root, identifier, request.Cancelled) is not { } instances)
        {
            await request.RespondAsync(DimseStatus.Cancel, CancellationToken.None);
            return;
        }

        var tally = new SubOperationTally(instances.Count);
        await using var sending = new MoveSubOperations(
            instances, destination, options.AeTitle, originator, tally, clock, logger);
        var pending = command.Respond(DimseStatus.Pending);
        string? trouble;
        await using (new PendingReports(
            () => request.RespondAsync(pending with { SubOperations = tally.Progress }, CancellationToken.None), clock))
        {
            trouble = await sending.RunAsync(request.Cancelled);
        }

        var isCancelled = request.Cancelled.IsCancellationRequested;
        var final = command.Respond(tally.FinalStatus(isCancelled)) with
        {
            SubOperations = tally.Final(isCancelled),
            ErrorComment = trouble,
        };
        await request.RespondAsync(final, tally.FailedIdentifier(request.TransferSyntax), CancellationToken.None);
    }

    private static ValueTask RefuseAsync(DimseRequest request, CMoveResponse response, string reason) =>
        request.RespondAsync(response with { ErrorComment = reason }, CancellationToken.None);
}
