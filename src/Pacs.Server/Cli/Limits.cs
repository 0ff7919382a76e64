using System.CommandLine.Parsing;

namespace Pacs.Server.Cli;

/// <summary>What the values of options must be.</summary>
internal static class Limits
{
    private const int LongestAeTitle = 16; // PS3.5 §6.2, AE

    public static void AtLeastOne(OptionResult result)
    {
        if (result.Errors.Any()) return; // no number at all
        if (result.GetValueOrDefault<int?>() < 1) result.AddError($"{result.Option.Name} is at least 1.");
    }

    public static void AeTitle(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } title && !IsAeTitle(title))
        {
            result.AddError($"'{title}' is no AE title: 1 to 16 characters of ASCII, no backslash among them.");
        }
    }

    /// <summary>PS3.5 §6.2: the default repertoire without backslash and control characters, not only spaces.</summary>
    public static bool IsAeTitle(string text) =>
        text.Trim(' ').Length is > 0 and <= LongestAeTitle &&
        !text.AsSpan().ContainsAnyExceptInRange(' ', '~') &&
        !text.Contains('\\', StringComparison.Ordinal);
}
