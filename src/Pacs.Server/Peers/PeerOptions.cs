using System.ComponentModel.DataAnnotations;
using Pacs.Network.Client;

namespace Pacs.Server.Peers;

/// <summary>An application entity that is known by name.</summary>
internal sealed class PeerOptions
{
    /// <summary>ASCII without controls and backslash (PS3.5 §6.2, AE).</summary>
    public const string AeTitlePattern = @"[ -\[\]-~]*";

    [Required, StringLength(16, MinimumLength = 1), RegularExpression(AeTitlePattern)]
    public string AeTitle { get; set; } = "";

    [Required]
    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 104;

    /// <summary>What the peer may ask of the archive.</summary>
    public PeerServices Services { get; set; } = PeerServices.All;

    public PeerAddress Address => new(AeTitle.Trim(), Host, Port);
}
