using Pacs.Archive.Query;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;
using Pacs.Network.Client;
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
        return AnswerAsync(root, request, command, identifier, new MoveOriginator(association.Request.CallingAeTitle, command.MessageId));
    }

    private async Task AnswerAsync(
        QueryRoot root, DimseRequest request, CMoveRequest command, DataSet identifier, MoveOriginator originator)
    {
        if (peers.Find(command.MoveDestination)?.Address is not { } destination)
        {
            await RefuseAsync(request, command.Respond(DimseStatus.MoveDestinationUnknown), $"{command.MoveDestination} is not a configured peer");
            return;
        }

        if (ArchiveRetrieve.RefusalOf(root, identifier) is { } refusal)
        {
            await RefuseAsync(request, command.Respond(DimseStatus.DataSetMismatch), refusal);
            return;
        }

        // Not cancelled: it is quick, and whoever cancels is told how much was left.
        var instances = await retrieve.LocateAsync(root, identifier, CancellationToken.None);
        var tally = new SubOperationTally(instances.Count);
        var pending = command.Respond(DimseStatus.Pending);
        string? trouble;
        await using (new PendingReports(
            () => request.RespondAsync(pending with { SubOperations = tally.Progress }, CancellationToken.None), clock))
        {
            trouble = await SendAsync(destination, instances, tally, originator, request.Cancelled);
        }

        var isCancelled = request.Cancelled.IsCancellationRequested;
        if (!isCancelled) tally.FailRest(instances.Select(instance => instance.SopInstanceUid));

        var final = command.Respond(tally.FinalStatus(isCancelled)) with
        {
            SubOperations = tally.Final(isCancelled),
            ErrorComment = trouble,
        };
        await request.RespondAsync(final, tally.FailedIdentifier(), CancellationToken.None);
    }

    /// <summary>Returns what kept the destination from getting everything that was sent; null when nothing did.</summary>
    private async Task<string?> SendAsync(
        PeerAddress destination,
        IReadOnlyList<StoredInstance> instances,
        SubOperationTally tally,
        MoveOriginator originator,
        CancellationToken cancelled)
    {
        var proposals = instances.Select(instance => new StoreProposal(instance.SopClassUid, instance.TransferSyntax));
        await using var receiver = new StoreScu(
            destination, proposals, new ScuOptions { CallingAeTitle = options.AeTitle });
        try
        {
            await new StoreSubOperations(receiver, destination.AeTitle, tally, logger).RunAsync(instances, originator, cancelled);
            await receiver.ReleaseAsync(CancellationToken.None);
            return null;
        }
        catch (Exception failure) when (failure is IOException or AssociationRejectedException or AssociationAbortedException)
        {
            DimseLog.DestinationFailed(logger, destination.AeTitle, failure.Message);
            return failure.Message;
        }
    }

    private static ValueTask RefuseAsync(DimseRequest request, CMoveResponse response, string reason) =>
        request.RespondAsync(response with { ErrorComment = reason }, CancellationToken.None);
}
