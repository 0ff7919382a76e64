using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Pacs.Server.DicomWeb;
using Pacs.Server.DicomWeb.Surroundings;
using Pacs.Server.Peers;

namespace Pacs.Server.Hosting;

/// <summary>What no attribute can say of the doors: nobody opens the archive to a network by leaving a setting out.</summary>
internal sealed partial class DoorRules : IValidateOptions<PacsOptions>
{
    public ValidateOptionsResult Validate(string? name, PacsOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(PacsOptions options)
    {
        if (!IPAddress.TryParse(options.ListenAddress, out var address))
        {
            yield return $"Pacs:ListenAddress '{options.ListenAddress}' is not an IP address.";
        }
        else if (!IPAddress.IsLoopback(address) && options.Peers.Count == 0 && !options.AllowUnknownPeers)
        {
            yield return $"On {address} anybody could store and fetch: name the peers (Pacs:Peers or --peer AET=HOST:PORT), " +
                "or say that all are welcome (Pacs:AllowUnknownPeers or --allow-unknown-peers).";
        }

        var http = options.HttpListenAddress ?? options.ListenAddress;
        if (!IPAddress.TryParse(http, out var httpAddress))
        {
            if (options.HttpListenAddress is not null) yield return $"Pacs:HttpListenAddress '{http}' is not an IP address.";
        }
        else if (!IPAddress.IsLoopback(httpAddress) && !options.AllowAnonymous)
        {
            yield return $"On {httpAddress} anybody could query, fetch and store over HTTP, which asks nobody who they are: keep it on " +
                "this machine (Pacs:HttpListenAddress=127.0.0.1 or --http-listen 127.0.0.1), behind a proxy that asks, or say that " +
                "all are welcome (Pacs:AllowAnonymous=true or --allow-anonymous).";
        }

        foreach (var tenant in options.Tenants.Where(tenant => !TenantName().IsMatch(tenant) || DicomWebDoor.IsTaken(tenant)))
        {
            yield return $"Pacs:Tenants: '{tenant}' cannot be the name of a tenant: lower case letters, digits, hyphens, and nothing " +
                "that stands for something else in a URL.";
        }

        foreach (var proxy in options.TrustedProxies.Where(proxy => ForwardedRequest.NetworkOf(proxy) is null))
        {
            yield return $"Pacs:TrustedProxies: '{proxy}' is neither an IP address nor a network such as 10.0.0.0/24.";
        }

        foreach (var origin in options.AllowedOrigins.Where(origin => !OtherOrigins.IsOrigin(origin)))
        {
            yield return $"Pacs:AllowedOrigins: '{origin}' is no origin such as https://viewer.example, without a path.";
        }

        if (options.WebRoot is { } folder && !File.Exists(Path.Combine(folder, "index.html")))
        {
            yield return $"Pacs:WebRoot: there is no index.html in '{folder}'.";
        }

        foreach (var title in options.AeTitles.Where(title => !PeerOptions.IsAeTitle(title)))
        {
            yield return $"Pacs:AeTitles: '{title}' is no AE title: 1 to 16 characters of ASCII without a backslash.";
        }

        foreach (var title in options.Peers.GroupBy(peer => peer.AeTitle.Trim(), StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return $"Pacs:Peers has {title.Count()} peers with the AE title {title.Key}.";
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,31}\z")]
    private static partial Regex TenantName();
}
