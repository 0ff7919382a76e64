using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Connections;
using Pacs.Network.Tests.Associations;

namespace Pacs.Network.Tests.Client;

/// <summary>An acceptor on a real socket, for as many associations as come.</summary>
internal sealed class LoopbackArchive : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly AcceptancePolicy _policy;
    private readonly AssociationOptions _options;
    private readonly Func<Association, DimseRequest, ValueTask> _answer;
    private readonly List<Task> _connections = [];
    private readonly Task _listening;

    public LoopbackArchive(Func<Association, DimseRequest, ValueTask> answer)
        : this(answer, Talk.Archive, Talk.Options)
    {
    }

    public LoopbackArchive(
        Func<Association, DimseRequest, ValueTask> answer, AcceptancePolicy policy, AssociationOptions options)
    {
        _answer = answer;
        _policy = policy;
        _options = options;
        _listener.Start();
        _listening = ListenAsync();
    }

    public PeerAddress Address => new("ARCHIVE", "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>How each association ended: null when it was released.</summary>
    public List<Exception?> Endings { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        await Task.WhenAll(_connections);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true) _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Exception? ending = null;
        try
        {
            var line = new SocketLine(socket, MemoryPool<byte>.Shared);
            await using var association = await Association.AcceptAsync(line, _policy, _options, _stop.Token);
            await foreach (var request in association.ReadRequestsAsync(_stop.Token))
            {
                await Task.Run(async () => await _answer(association, request));
            }
        }
        catch (Exception e) when (
            e is AssociationAbortedException or AssociationRejectedException or OperationCanceledException)
        {
            ending = e;
        }

        lock (Endings) Endings.Add(ending);
    }
}
