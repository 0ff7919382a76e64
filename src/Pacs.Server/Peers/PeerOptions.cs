using System.ComponentModel.DataAnnotations;

namespace Pacs.Server.Peers;

/// <summary>An application entity that is known by name.</summary>
internal sealed class PeerOptions
{
    [Required, StringLength(16, MinimumLength = 1)]
    public string AeTitle { get; set; } = "";

    [Required]
    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 104;

    /// <summary>What the peer may ask of the archive.</summary>
    public PeerServices Services { get; set; } = PeerServices.All;

    /// <summary>Reads <c>AET=HOST:PORT</c>, an IPv6 host in brackets; null when <paramref name="text"/> is not of that form.</summary>
    public static PeerOptions? Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var colon = text.LastIndexOf(':');
        if (equals is < 1 or > 16 || colon < equals + 2) return null;
        if (!ushort.TryParse(text.AsSpan(colon + 1), out var port) || port == 0) return null;

        return new PeerOptions
        {
            AeTitle = text[..equals].Trim(),
            Host = text[(equals + 1)..colon].Trim('[', ']'),
            Port = port,
        };
    }
}
