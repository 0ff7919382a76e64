using System.Buffers;
using System.Net.Sockets;
using Pacs.Network.Associations;
using Pacs.Network.Connections;
using Pacs.Network.Pdus;

namespace Pacs.Network.Client;

/// <summary>Connects to a peer.</summary>
public static class PeerConnection
{
    /// <exception cref="IOException">Nobody answers there, or not in time.</exception>
    public static async Task<SocketLine> OpenAsync(
        PeerAddress peer, ScuOptions options, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.Association.TimeProvider);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(peer.Host, peer.Port, patience.Token);
            return new SocketLine(socket, MemoryPool<byte>.Shared);
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
}
