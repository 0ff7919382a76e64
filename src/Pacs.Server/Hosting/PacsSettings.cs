using Microsoft.Extensions.Options;
using Pacs.Archive;
using Pacs.Dicom.Dictionary;
using Pacs.Server.Peers;

namespace Pacs.Server.Hosting;

/// <summary>Where the settings come from, and what they must be.</summary>
internal static class PacsSettings
{
    /// <summary>What <c>pacs serve</c> would read here and now: appsettings.json, then the environment.</summary>
    /// <exception cref="InvalidDataException">The file is no JSON.</exception>
    public static IConfiguration Read() => new ConfigurationBuilder()
        .SetBasePath(Directory.GetCurrentDirectory())
        .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
        .AddEnvironmentVariables()
        .Build();

    /// <summary>Settings to serve with.</summary>
    /// <exception cref="OptionsValidationException">They are not.</exception>
    public static PacsOptions OptionsOf(IConfiguration configuration) =>
        Check(Bind(configuration), new PacsOptionsAttributes(), new DoorRules(), new ArchiveRules());

    /// <summary>
    /// Settings for an archive without doors. On whom these would be open to is not looked at: the command line of
    /// <c>pacs serve</c> may say more of that.
    /// </summary>
    /// <exception cref="OptionsValidationException">They are not.</exception>
    public static ArchiveOptions ArchiveOptionsOf(IConfiguration configuration) =>
        ArchiveOptionsOf(Check(Bind(configuration), new PacsOptionsAttributes(), new ArchiveRules()));

    /// <summary>What of settings that were checked is the archive's.</summary>
    public static ArchiveOptions ArchiveOptionsOf(PacsOptions options) => new()
    {
        DataDirectory = options.DataDirectory,
        FreeDiskPercent = options.Limits.FreeDiskPercent,
        FreeDiskBytes = options.Limits.FreeDiskBytes,
        IngestBufferBytes = options.Limits.IngestBufferBytes,
        HeaderBytes = options.Limits.HeaderBytes,
        NestingLevels = options.Limits.NestingLevels,
        Inflation = options.Limits.Inflation,
        MaxMatches = options.Limits.MatchesPerQuery,
        MaxHeaders = options.Limits.HeadersPerQuery,
        Compression = [.. options.Compression.Select(rule => rule.ToRule())],
        PromotedAttributes = [.. NamesOf(options.PromotedAttributes)],
    };

    private static PacsOptions Bind(IConfiguration configuration)
    {
        var section = configuration.GetSection(PacsOptions.Section);
        try
        {
            // As part of a list, an entry that cannot be read would be passed over without a word.
            foreach (var rule in section.GetSection(nameof(PacsOptions.Compression)).GetChildren()) rule.Get<CompressionOptions>();
            foreach (var peer in section.GetSection(nameof(PacsOptions.Peers)).GetChildren()) peer.Get<PeerOptions>();
            return section.Get<PacsOptions>() ?? new PacsOptions();
        }
        catch (InvalidOperationException unreadable) // a word where a number is wanted
        {
            throw new OptionsValidationException(PacsOptions.Section, typeof(PacsOptions), [unreadable.Message]);
        }
    }

    private static PacsOptions Check(PacsOptions options, params ReadOnlySpan<IValidateOptions<PacsOptions>> rules)
    {
        var failures = new List<string>();
        foreach (var rule in rules) failures.AddRange(rule.Validate(null, options).Failures ?? []);
        return failures.Count == 0 ? options : throw new OptionsValidationException(PacsOptions.Section, typeof(PacsOptions), failures);
    }

    private static IEnumerable<AttributeName> NamesOf(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (AttributeName.TryParse(text, out var name)) yield return name;
        }
    }
}
