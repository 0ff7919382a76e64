using Microsoft.Extensions.Options;

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
