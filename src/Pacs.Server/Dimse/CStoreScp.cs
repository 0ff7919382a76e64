using Pacs.Archive.Ingest;
using Pacs.Network.Associations;
using Pacs.Network.Messages;
using Pacs.Server.Peers;

namespace Pacs.Server.Dimse;

/// <summary>Storage as SCP (PS3.4 Annex B): reads the data set off the line, then stores and answers beside it.</summary>
internal sealed class CStoreScp(InstanceIngest ingest, PeerDirectory peers, ILogger<CStoreScp> logger)
{
    /// <summary>Reads the whole message; the task it returns completes when the answer is sent.</summary>
    public async ValueTask<Task> ReceiveAsync(
        Association association, DimseRequest request, CStoreRequest command, CancellationToken cancellationToken)
    {
        var source = association.Request.CallingAeTitle;
        if (peers.ServicesOf(source)?.HasFlag(PeerServices.Store) != true)
        {
            return request.RespondAsync(DimseStatus.NotAuthorized, cancellationToken).AsTask();
        }

        if (command.AffectedSopClassUid != request.Context.AbstractSyntax)
        {
            return request.RespondAsync(DimseStatus.SopClassNotSupported, cancellationToken).AsTask();
        }

        var arrival = new InstanceArrival
        {
            TransferSyntax = request.TransferSyntax,
            SopClassUid = command.AffectedSopClassUid,
            SopInstanceUid = command.AffectedSopInstanceUid,
            Source = source,
        };
        var received = await ingest.ReceiveAsync(arrival, request.DataSet, cancellationToken);

        // Storing waits for the disk on the thread that does it. Where the next request may come before this answer,
        // that is not the one that reads.
        return association.MaxPerformed == 1
            ? StoreAsync(received, request, command, source)
            : Task.Run(() => StoreAsync(received, request, command, source), CancellationToken.None);
    }

    private async Task StoreAsync(ReceivedInstance received, DimseRequest request, CStoreRequest command, string source)
    {
        using (received)
        {
            var result = await received.StoreAsync();
            var response = command.Respond(StoreStatus.Of(result.Outcome)) with { ErrorComment = result.Reason };
            if (!response.Status.IsDone) DimseLog.StoreRefused(logger, source, command.AffectedSopInstanceUid, response.Status, result.Reason);
            await request.RespondAsync(response, CancellationToken.None); // stored: the answer goes out though the door is closing
        }
    }
}
