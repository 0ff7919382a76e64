using System.Net;

namespace Pacs.Server.DicomWeb.Surroundings;

/// <summary>
/// Takes from a proxy how the client called the service, so that URLs in answers are right: <c>Forwarded</c> (RFC 7239), or
/// <c>X-Forwarded-Proto</c>, <c>-Host</c> and <c>-Prefix</c>. Only from proxies that are configured: anybody can send
/// these headers. The proxy takes the prefix off the path.
/// </summary>
internal sealed class ForwardedRequest
{
    private readonly IPNetwork[] _proxies;

    /// <param name="proxies">Addresses and networks, <c>10.0.0.5</c> or <c>10.0.0.0/24</c>.</param>
    public ForwardedRequest(IEnumerable<string> proxies) => _proxies = [.. proxies.Select(NetworkOf).OfType<IPNetwork>()];

    /// <summary>A network, or an address as one; null for anything else.</summary>
    public static IPNetwork? NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    /// <summary>Makes the request what the client sent.</summary>
    public void Apply(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } remote || !IsProxy(remote)) return;

        var (request, headers) = (context.Request, context.Request.Headers);
        var (proto, host) = headers.TryGetValue("Forwarded", out var forwarded)
            ? Read(forwarded.ToString())
            : (Last(headers["X-Forwarded-Proto"].ToString()), Last(headers["X-Forwarded-Host"].ToString()));
        if (proto is "http" or "https") request.Scheme = proto;
        if (IsHost(host)) request.Host = new HostString(host);

        var prefix = Last(headers["X-Forwarded-Prefix"].ToString()).TrimEnd('/');
        if (IsPath(prefix)) request.PathBase = new PathString(prefix);
    }

    // Forwarded = element *( "," element ); element = pair *( ";" pair ); the nearest proxy's is the last one
    private static (string Proto, string Host) Read(string forwarded)
    {
        var (proto, host) = ("", "");
        foreach (var pair in Last(forwarded).Split(';', StringSplitOptions.TrimEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) continue;

            var value = pair[(equals + 1)..].Trim('"');
            if (pair.AsSpan(0, equals).Equals("proto", StringComparison.OrdinalIgnoreCase)) proto = value;
            if (pair.AsSpan(0, equals).Equals("host", StringComparison.OrdinalIgnoreCase)) host = value;
        }

        return (proto, host);
    }

    /// <summary>What the nearest proxy has added: what stands before it anybody may have written.</summary>
    private static string Last(string list) => list[(list.LastIndexOf(',') + 1)..].Trim();

    private static bool IsHost(string host) => host.Length is > 0 and <= 255
        && host.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or ':' or '[' or ']');

    private static bool IsPath(string prefix) => prefix.StartsWith('/')
        && prefix.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '-' or '_' or '.' or '~');

    private bool IsProxy(IPAddress remote) =>
        Array.Exists(_proxies, network => network.Contains(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote));
}
