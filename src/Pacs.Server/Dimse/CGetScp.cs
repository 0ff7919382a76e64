using Pacs.Archive.Query;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;

namespace Pacs.Server.Dimse;

/// <summary>Retrieval over the requester's own association as SCP (PS3.4 §C.4.3).</summary>
internal sealed class CGetScp(ArchiveRetrieve retrieve, TimeProvider clock, ILogger<CGetScp> logger)
{
    /// <summary>Reads the identifier; the task it returns completes when the final answer is sent.</summary>
    public async ValueTask<Task> ReceiveAsync(
        Association association, DimseRequest request, CGetRequest command, CancellationToken cancellationToken)
    {
        if (!QueryRetrieveModels.Get.TryGetValue(request.Context.AbstractSyntax, out var root))
        {
            return request.RespondAsync(DimseStatus.UnrecognizedOperation, cancellationToken).AsTask();
        }

        var identifier = await request.ReadDataSetAsync(cancellationToken);
        return Task.Run(() => AnswerAsync(root, association, request, command, identifier), CancellationToken.None);
    }

    private async Task AnswerAsync(
        QueryRoot root, Association association, DimseRequest request, CGetRequest command, DataSet identifier)
    {
        if (ArchiveRetrieve.RefusalOf(root, identifier) is { } refusal)
        {
            var response = command.Respond(DimseStatus.DataSetMismatch) with { ErrorComment = refusal };
            await request.RespondAsync(response, CancellationToken.None);
            return;
        }

        if (await Located.ByAsync(retrieve, root, identifier, request.Cancelled) is not { } instances)
        {
            await request.RespondAsync(DimseStatus.Cancel, CancellationToken.None);
            return;
        }

        var tally = new SubOperationTally(instances.Count);
        var pending = command.Respond(DimseStatus.Pending);
        await using (new PendingReports(
            () => request.RespondAsync(pending with { SubOperations = tally.Progress }, CancellationToken.None), clock))
        {
            await SendAsync(association, instances, tally, request.Cancelled);
        }

        var isCancelled = request.Cancelled.IsCancellationRequested;
        var final = command.Respond(tally.FinalStatus(isCancelled)) with { SubOperations = tally.Final(isCancelled) };
        await request.RespondAsync(final, tally.FailedIdentifier(request.TransferSyntax), CancellationToken.None);
    }

    /// <summary>On this association the archive is the SCU of storage: the roles were negotiated so.</summary>
    private async Task SendAsync(
        Association association, IReadOnlyList<StoredInstance> instances, SubOperationTally tally, CancellationToken cancelled)
    {
        using var abandonment = new Abandonment(clock, cancelled);
        await using var receiver = new StoreScu(association);
        await using var conversions = new ConversionsAhead(isWhole: true);
        var store = new StoreSubOperation(receiver, association.Request.CallingAeTitle, originator: null, conversions, tally, logger);
        for (var i = 0; i < instances.Count && !cancelled.IsCancellationRequested; i++)
        {
            var accepted = await receiver.FindAcceptedAsync(instances[i].SopClassUid, CancellationToken.None);
            var isAsStored = accepted.Contains(instances[i].TransferSyntax);
            if (!isAsStored) store.Prepare(instances.Skip(i + 1).Take(ConversionsAhead.Count).Where(next => IsLike(instances[i], next)), accepted);
            var stored = store.RunAsync(instances[i], accepted, abandonment.Token);

            // While the receiver takes this one and answers, there is time to read the next, if it will be sent too.
            if (!stored.IsCompleted && i + 1 < instances.Count && IsLike(instances[i], instances[i + 1]) &&
                (isAsStored || !instances[i].TransferSyntax.IsEncapsulated))
            {
                instances[i + 1].ReadAhead();
            }

            await stored;
        }
    }

    private static bool IsLike(StoredInstance sent, StoredInstance next) =>
        next.SopClassUid == sent.SopClassUid && next.TransferSyntax == sent.TransferSyntax;
}
