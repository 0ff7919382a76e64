using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;
using Pacs.Network.Pdus;

namespace Pacs.Server.Tests;

/// <summary>A peer that instances are moved to.</summary>
internal sealed class Destination : IAsyncDisposable
{
    public const string AeTitle = "VIEWER";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Task> _connections = new();
    private readonly Task _listening;

    public Destination()
    {
        _listener.Start();
        _listening = ListenAsync();
    }

    public PeerAddress Address => new(AeTitle, "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>Settings of an archive that knows this destination.</summary>
    public (string Name, string Value)[] Settings =>
        [.. ServedArchive.Peer(0, Address), ("Peers:0:RetryDelay", "00:00:00.001"), ("AllowUnknownPeers", "true")];

    public ServicePolicy Storage { get; init; } = ServicePolicy.Storage;

    /// <summary>Why it wants no association; null when it does.</summary>
    public Func<AssociateReject?> Rejection { get; init; } = () => null;

    /// <summary>What an instance is answered; null drops the association instead.</summary>
    public Func<CStoreRequest, Task<DimseStatus?>> Answer { get; init; } = _ => Task.FromResult<DimseStatus?>(DimseStatus.Success);

    /// <summary>How often it was called.</summary>
    public int Associations => _connections.Count;

    /// <summary>Whole instances in the order in which they came.</summary>
    public ConcurrentQueue<Received> Instances { get; } = new();

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
            while (true) _connections.Enqueue(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var policy = new AcceptancePolicy { CalledAeTitles = [AeTitle], Storage = Storage, Admit = _ => Rejection() };
        try
        {
            await using var association = await Association.AcceptAsync(new SocketPipe(stream), policy, new AssociationOptions(), _stop.Token);
            await foreach (var request in association.ReadRequestsAsync(_stop.Token))
            {
                var store = (CStoreRequest)request.Command;
                var bytes = new ArrayBufferWriter<byte>();
                await foreach (var fragment in request.DataSet) bytes.Write(fragment.ToArray());
                if (await Answer(store).WaitAsync(_stop.Token) is not { } status) return;

                Instances.Enqueue(new Received(store, request.TransferSyntax, bytes.WrittenSpan.ToArray()));
                await request.RespondAsync(status, _stop.Token);
            }
        }
        catch (Exception e) when (e is AssociationAbortedException or AssociationRejectedException or OperationCanceledException)
        {
            // The archive left, was not let in, or the test is over: what the archive says of it is what counts.
        }
    }

    private sealed class SocketPipe(NetworkStream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
