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

    public AssociationOptions Association { get; init; } = new();
}
