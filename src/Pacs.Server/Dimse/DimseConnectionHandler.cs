using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Pacs.Network.Associations;
using Pacs.Server.Statistics;

namespace Pacs.Server.Dimse;

/// <summary>The DICOM door: one association per connection, from A-ASSOCIATE-RQ to its end.</summary>
internal sealed class DimseConnectionHandler(
    AssociationAdmission admission,
    DimseDispatch dispatch,
    ServerMetrics metrics,
    ILogger<DimseConnectionHandler> logger)
    : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var peer = connection.RemoteEndPoint?.ToString() ?? "";
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        try
        {
            using var place = admission.PlaceFor((connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None);
            await using var association = await Association.AcceptAsync(
                connection.Transport, place.Policy, admission.Options, closing);

            DimseLog.AssociationAccepted(logger, association.Request.CallingAeTitle, peer);
            metrics.AssociationBegan(association.Request.CallingAeTitle);
            try
            {
                await dispatch.ServeAsync(association, closing);
            }
            finally
            {
                metrics.AssociationEnded(association.Request.CallingAeTitle);
            }
        }
        catch (AssociationRejectedException rejection)
        {
            metrics.AssociationRejected();
            DimseLog.AssociationRejected(logger, rejection.Request.CallingAeTitle, peer, rejection.Message);
        }
        catch (AssociationAbortedException abort)
        {
            metrics.AssociationAborted();
            DimseLog.AssociationAborted(logger, peer, abort.Message);
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            DimseLog.AssociationAborted(logger, peer, "the archive is stopping");
        }
    }
}
