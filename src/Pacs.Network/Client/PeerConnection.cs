using System.IO.Pipelines;
using System.Net.Sockets;
using Pacs.Network.Associations;
using Pacs.Network.Pdus;

namespace Pacs.Network.Client;

/// <summary>A TCP connection to a peer, as the pipe that an association wants.</summary>
public sealed class PeerConnection : IDuplexPipe, IAsyncDisposable
{
    /// <summary>
    /// A block takes what the kernel has in one call; with 4 KiB a gigabyte costs 2 to 3 times as much.
    /// </summary>
    private const int BlockSize = 128 * 1024;

    private readonly NetworkStream _stream;

    private PeerConnection(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        var reader = PipeReader.Create(
            _stream,
            new StreamPipeReaderOptions(bufferSize: BlockSize, minimumReadSize: BlockSize / 4, leaveOpen: true));
        Input = new PromptReader(reader, socket);
        Output = PipeWriter.Create(
            _stream,
            new StreamPipeWriterOptions(minimumBufferSize: BlockSize, leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <exception cref="IOException">Nobody answers there, or not in time.</exception>
    public static async Task<PeerConnection> OpenAsync(
        PeerAddress peer, ScuOptions options, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.Association.TimeProvider);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);

        // A message is written whole: nothing is gained by the kernel's waiting for more.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(peer.Host, peer.Port, patience.Token);
            return new PeerConnection(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"{peer} does not answer: {e.Message}", e);
        }
        catch (OperationCanceledException e)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"{peer} does not answer within {options.ConnectTimeout.TotalSeconds} s.", e);
        }
    }

    /// <summary>Opens a connection and asks for an association on it.</summary>
    /// <param name="peer">Whom to call.</param>
    /// <param name="contexts">What to propose; the IDs are given here.</param>
    /// <param name="roles">The roles to propose where they are not the usual ones (PS3.7 §D.3.3.4).</param>
    /// <param name="options">Who calls, and how patiently.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">More contexts than an association can have.</exception>
    /// <exception cref="IOException">Nobody answers there.</exception>
    /// <exception cref="AssociationRejectedException">The peer said no.</exception>
    /// <exception cref="AssociationAbortedException">The peer gave no answer that can be read.</exception>
    public static async Task<Association> AssociateAsync(
        PeerAddress peer,
        IReadOnlyList<(string AbstractSyntax, IReadOnlyList<string> TransferSyntaxes)> contexts,
        IReadOnlyList<RoleSelection> roles,
        ScuOptions options,
        CancellationToken cancellationToken)
    {
        if (contexts.Count > AssociateRequest.MaxContexts)
        {
            throw new ArgumentException(
                $"{contexts.Count} presentation contexts are more than {AssociateRequest.MaxContexts}.",
                nameof(contexts));
        }

        var proposed = contexts.Select((context, i) =>
            new ProposedContext((byte)(2 * i + 1), context.AbstractSyntax, context.TransferSyntaxes));
        var user = new UserInformation
        {
            RoleSelections = roles,
            UserIdentity = options.UserIdentity,
            AsyncOperationsWindow = options.MaxInvoked == 1 ? null : new(options.MaxInvoked, Performed: 1),
        };
        var request = new AssociateRequest
        {
            CalledAeTitle = peer.AeTitle,
            CallingAeTitle = options.CallingAeTitle,
            Contexts = [.. proposed],
            UserInformation = user,
        };
        var connection = await OpenAsync(peer, options, cancellationToken);
        return await Association.RequestAsync(connection, request, options.Association, cancellationToken);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
