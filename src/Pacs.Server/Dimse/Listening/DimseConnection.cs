using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Pacs.Network.Connections;

namespace Pacs.Server.Dimse.Listening;

/// <summary>A connection of the DICOM door.</summary>
internal sealed class DimseConnection : DefaultConnectionContext
{
    private readonly Socket _socket;
    private readonly SocketLine _line;

    public DimseConnection(Socket socket, MemoryPool<byte> blocks)
        : base(Guid.NewGuid().ToString("N"))
    {
        _socket = socket;
        _line = new SocketLine(socket, blocks);
        Transport = _line;
        LocalEndPoint = socket.LocalEndPoint;
        RemoteEndPoint = socket.RemoteEndPoint;
    }

    /// <summary>Ends it at once: whatever is being read or written fails.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => _socket.Close(timeout: 0);

    public override async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await base.DisposeAsync();
    }
}
