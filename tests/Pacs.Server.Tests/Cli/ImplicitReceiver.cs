using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;

namespace Pacs.Server.Tests.Cli;

/// <summary>A storage SCP that takes Implicit VR Little Endian only, one association after the other.</summary>
internal sealed class ImplicitReceiver : IAsyncDisposable
{
    private static readonly ServicePolicy ImplicitOnly = new()
    {
        TransferSyntaxes = [TransferSyntax.ImplicitVrLittleEndian.Uid],
    };

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public ImplicitReceiver()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public PeerAddress Address => new("RECEIVER", "127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

    /// <summary>The data sets.</summary>
    public List<byte[]> Received { get; } = [];

    /// <summary>A SOP Instance UID that ends the association.</summary>
    public string? AbortsOver { get; init; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var policy = new AcceptancePolicy { Storage = ImplicitOnly };
        while (true)
        {
            using var socket = await _listener.AcceptSocketAsync(_stop.Token);
            await using var stream = new NetworkStream(socket);
            var pipe = new Duplex(PipeReader.Create(stream), PipeWriter.Create(stream));
            await using var association = await Association.AcceptAsync(
                pipe, policy, new AssociationOptions(), _stop.Token);
            await ReceiveAsync(association);
        }
    }

    private async Task ReceiveAsync(Association association)
    {
        await foreach (var request in association.ReadRequestsAsync(_stop.Token))
        {
            var bytes = new ArrayBufferWriter<byte>();
            await foreach (var fragment in request.DataSet)
            {
                foreach (var piece in fragment) bytes.Write(piece.Span);
            }

            if (request.Command is CStoreRequest store && store.AffectedSopInstanceUid == AbortsOver) return;

            Received.Add(bytes.WrittenSpan.ToArray());
            await request.RespondAsync(DimseStatus.Success, _stop.Token);
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
