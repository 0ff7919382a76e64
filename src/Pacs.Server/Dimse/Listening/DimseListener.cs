using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Pacs.Server.Dimse.Listening;

/// <summary>Accepts connections whose sockets an association reads and writes itself, with no thread and no pipe in between.</summary>
internal sealed class DimseListener : IConnectionListener
{
    private const int Backlog = 512; // as Kestrel's

    private static readonly TimeSpan AfterTooMany = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly MemoryPool<byte> _blocks;

    private DimseListener(Socket socket, MemoryPool<byte> blocks)
    {
        _socket = socket;
        _blocks = blocks;
        EndPoint = socket.LocalEndPoint ?? throw new InvalidOperationException("The socket is not bound.");
    }

    public EndPoint EndPoint { get; }

    /// <exception cref="AddressInUseException">Another program listens there.</exception>
    public static DimseListener Bind(IPEndPoint endPoint, MemoryPool<byte> blocks)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return new DimseListener(socket, blocks);
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(taken.Message, taken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return new DimseConnection(await _socket.AcceptAsync(cancellationToken), _blocks);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return null; // unbound
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.TooManyOpenSockets)
            {
                await Task.Delay(AfterTooMany, cancellationToken); // they wait in the kernel's queue until others have gone
            }
            catch (SocketException)
            {
                // Whoever wanted to connect has gone again.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _blocks.Dispose();
        return ValueTask.CompletedTask;
    }
}
