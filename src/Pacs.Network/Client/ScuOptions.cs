using Pacs.Network.Associations;
using Pacs.Network.Pdus;

namespace Pacs.Network.Client;

/// <summary>How this side calls its peers.</summary>
public sealed record ScuOptions
{
    public required string CallingAeTitle { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Who the peer is told is calling; null says nothing.</summary>
    public UserIdentity? UserIdentity { get; init; }

    /// <summary>
    /// Operations to have outstanding at once where the peer agrees to it; 1 proposes nothing. Peers that know no window
    /// take one at a time.
    /// </summary>
    public ushort MaxInvoked { get; init; } = 1;

    public AssociationOptions Association { get; init; } = new();
}
