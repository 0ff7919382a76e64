using System.CommandLine.Parsing;
using Pacs.Server.Peers;

namespace Pacs.Server.Cli;

/// <summary>What the values of options must be.</summary>
internal static class Limits
{
    public static void AtLeastOne(OptionResult result)
    {
        if (result.Errors.Any()) return; // no number at all
        if (result.GetValueOrDefault<int?>() < 1) result.AddError($"{result.Option.Name} is at least 1.");
    }

    public static void AeTitle(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } title && !PeerOptions.IsAeTitle(title))
        {
            result.AddError($"'{title}' is no AE title: 1 to 16 characters of ASCII, no backslash among them.");
        }
    }
}
