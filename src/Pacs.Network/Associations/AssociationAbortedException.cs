using System.Net.Sockets;
using Pacs.Network.Pdus;

namespace Pacs.Network.Associations;

/// <summary>
/// The association ended before it was released: the peer aborted, the line broke, or rules were broken.
/// </summary>
public sealed class AssociationAbortedException : Exception
{
    private AssociationAbortedException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Who sent A-ABORT, or would have; null when the line broke.</summary>
    public AbortSource? AbortedBy { get; private init; }

    public AbortReason Reason { get; private init; }

    /// <summary>True when this side gave up, so that the peer is still to be told.</summary>
    internal bool IsOurs { get; private init; }

    /// <summary>What a pipe throws when its connection is gone, or was closed on this side.</summary>
    internal static bool IsBrokenLine(Exception e) => e is IOException or SocketException or ObjectDisposedException;

    internal static AssociationAbortedException ByPeer(AssociateAbort abort) =>
        new($"The peer aborted the association ({abort.Source}, {abort.Reason}).")
        {
            AbortedBy = abort.Source,
            Reason = abort.Reason,
        };

    internal static AssociationAbortedException LineBroke(string message, Exception? inner = null) =>
        new(message, inner);

    /// <summary>
    /// The peer broke the protocol: A-ABORT by the service provider (PS3.8 §9.2.3, actions AA-1 and AA-8).
    /// </summary>
    internal static AssociationAbortedException Violation(AbortReason reason, string message) =>
        new(message) { AbortedBy = AbortSource.ServiceProvider, Reason = reason, IsOurs = true };

    /// <summary>This side wants no more of it: A-ABORT by the service user (PS3.8 §7.3).</summary>
    internal static AssociationAbortedException ByUs(string message, Exception? inner = null) =>
        new(message, inner) { AbortedBy = AbortSource.ServiceUser, IsOurs = true };
}
