using System.Net;
using Microsoft.Extensions.Options;
using Pacs.Server.Cli;

namespace Pacs.Server.Hosting;

/// <summary>What no attribute can say: nobody opens the archive to a network by leaving a setting out.</summary>
internal sealed class PacsOptionsRules : IValidateOptions<PacsOptions>
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

        foreach (var title in options.AeTitles.Where(title => !Limits.IsAeTitle(title)))
        {
            yield return $"Pacs:AeTitles: '{title}' is no AE title: 1 to 16 characters of ASCII without a backslash.";
        }

        foreach (var title in options.Peers.GroupBy(peer => peer.AeTitle.Trim(), StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return $"Pacs:Peers has {title.Count()} peers with the AE title {title.Key}.";
        }
    }
}
