using Microsoft.Extensions.Options;
using Pacs.Archive.Ingest;

namespace Pacs.Server.Hosting;

/// <summary>Where the settings come from, and what they must be.</summary>
internal static class PacsSettings
{
    /// <summary>What <c>pacs serve</c> would read here and now: appsettings.json, then the environment.</summary>
    public static IConfiguration Read() => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
        .AddEnvironmentVariables()
        .Build();

    /// <summary>The rules by which instances are compressed as they come.</summary>
    /// <exception cref="InvalidDataException">One of them is none.</exception>
    public static IReadOnlyList<CompressionRule> CompressionOf(IConfiguration configuration)
    {
        var rules = configuration.GetSection($"{PacsOptions.Section}:{nameof(PacsOptions.Compression)}").Get<List<CompressionOptions>>() ?? [];
        return rules.Select(rule => rule.FindFlaw()).FirstOrDefault(flaw => flaw is not null) is { } found
            ? throw new InvalidDataException($"Pacs:Compression: {found}.")
            : [.. rules.Select(rule => rule.ToRule())];
    }

    /// <exception cref="OptionsValidationException">They are not settings to serve with.</exception>
    public static PacsOptions OptionsOf(IConfiguration configuration)
    {
        var options = configuration.GetSection(PacsOptions.Section).Get<PacsOptions>() ?? new PacsOptions();
        string[] failures =
        [
            .. new PacsOptionsAttributes().Validate(null, options).Failures ?? [],
            .. new PacsOptionsRules().Validate(null, options).Failures ?? [],
        ];
        return failures.Length == 0 ? options : throw new OptionsValidationException(PacsOptions.Section, typeof(PacsOptions), failures);
    }
}
