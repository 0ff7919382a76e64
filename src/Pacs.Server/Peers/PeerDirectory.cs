using Pacs.Server.Hosting;

namespace Pacs.Server.Peers;

/// <summary>Who is known, and what each may do.</summary>
internal sealed class PeerDirectory(PacsOptions options)
{
    private readonly Dictionary<string, PeerOptions> _peers =
        options.Peers.ToDictionary(peer => peer.AeTitle.Trim(), StringComparer.Ordinal);

    /// <summary>True when titles that are not configured are served as well.</summary>
    public bool ServesAnyone { get; } = options.AllowUnknownPeers || options.Peers.Count == 0;

    /// <summary>The peer with this AE title, or null: C-MOVE sends nowhere else.</summary>
    public PeerOptions? Find(string aeTitle) => _peers.GetValueOrDefault(aeTitle);

    /// <summary>What a caller with this AE title may use, or null when it is not to be served at all.</summary>
    public PeerServices? ServicesOf(string callingAeTitle) =>
        Find(callingAeTitle)?.Services ?? (ServesAnyone ? PeerServices.All : null);
}
