using Pacs.Server.Peers;

namespace Pacs.Server.Hosting;

/// <summary>The configuration of an archive as it understood it.</summary>
internal sealed record ServerConfiguration
{
    public required string AeTitle { get; init; }

    /// <summary>The address of the DICOM door.</summary>
    public required string ListenAddress { get; init; }

    /// <summary>The address of the HTTP door.</summary>
    public required string HttpListenAddress { get; init; }

    /// <summary>The port in use.</summary>
    public required int DicomPort { get; init; }

    /// <summary>The port in use.</summary>
    public required int HttpPort { get; init; }

    public required string DataDirectory { get; init; }

    public required bool AllowUnknownPeers { get; init; }

    /// <summary>As <c>AET=HOST:PORT</c>, with the services it may use.</summary>
    public IReadOnlyList<string> Peers { get; init; } = [];

    /// <summary>The AE title of a peer that may use all services; null when none may, or when everybody may.</summary>
    public string? TrustedPeer { get; init; }

    public IReadOnlyList<LimitRow> Limits { get; init; } = [];

    /// <summary>The process that serves; null when none does.</summary>
    public int? ProcessId { get; init; }

    /// <param name="options">What was configured.</param>
    /// <param name="dicomPort">The port that is really open.</param>
    /// <param name="httpPort">The port that is really open.</param>
    public static ServerConfiguration Of(PacsOptions options, int dicomPort, int httpPort) => new()
    {
        AeTitle = options.AeTitle,
        ListenAddress = options.ListenAddress,
        HttpListenAddress = options.HttpListenAddress ?? options.ListenAddress,
        DicomPort = dicomPort,
        HttpPort = httpPort,
        DataDirectory = Path.GetFullPath(options.DataDirectory),
        AllowUnknownPeers = options.AllowUnknownPeers,
        Peers = [.. options.Peers.Select(peer => $"{peer.Address}, {peer.Services}")],
        TrustedPeer = options.Peers.FirstOrDefault(peer => peer.Services == PeerServices.All)?.AeTitle.Trim(),
        Limits = LimitRow.Of(options.Limits),
    };
}
