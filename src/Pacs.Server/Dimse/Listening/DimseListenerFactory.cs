using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Pacs.Server.Dimse.Listening;

/// <summary>Listens for DICOM. Kestrel calls it, and keeps the connections, counts them and ends them.</summary>
internal sealed class DimseListenerFactory(IMemoryPoolFactory<byte> pools) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is DimseEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(DimseListener.Bind((IPEndPoint)endpoint, pools.Create()));
}
