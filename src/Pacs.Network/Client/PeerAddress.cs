using System.Globalization;

namespace Pacs.Network.Client;

/// <summary>Where an application entity answers.</summary>
public sealed record PeerAddress(string AeTitle, string Host, int Port)
{
    private const int LongestAeTitle = 16;

    /// <summary>Reads <c>AET=HOST:PORT</c>; an IPv6 address stands in brackets. Null when it is not one.</summary>
    public static PeerAddress? TryParse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var colon = text.LastIndexOf(':');
        if (equals < 1 || colon < equals + 2) return null;

        var title = text[..equals].Trim();
        var host = text[(equals + 1)..colon].Trim('[', ']');
        var digits = text.AsSpan(colon + 1);
        var isPort = ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        return title.Length is > 0 and <= LongestAeTitle && host.Length > 0 && isPort && port > 0
            ? new PeerAddress(title, host, port)
            : null;
    }

    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{AeTitle}={host}:{Port}");
    }
}
