using System.CommandLine;
using System.CommandLine.Parsing;

namespace Pacs.Server.Cli.Web;

/// <summary>What every verb that calls a DICOMweb service is told: where it is, and what to say of oneself.</summary>
internal static class WebArguments
{
    public static readonly Argument<Uri> Service = new("URL")
    {
        Description = "The root of the service, such as http://127.0.0.1:8080/dicom-web.",
        CustomParser = ParseService,
    };

    public static readonly Option<string[]> Headers = new("--header", "-H")
    {
        Description = "A header for every request, such as 'Authorization: Bearer TOKEN'. Repeatable.",
        HelpName = "NAME: VALUE",
        DefaultValueFactory = _ => [],
        Validators = { WantHeaders },
    };

    public static readonly Argument<string> Study = new("STUDY") { Description = "Study Instance UID." };

    public static readonly Option<string?> Series = new("--series")
    {
        Description = "This series of the study only.",
        HelpName = "UID",
    };

    public static readonly Option<string?> Instance = new("--instance")
    {
        Description = "This instance of the series only.",
        HelpName = "UID",
        Validators = { WantSeries },
    };

    /// <summary><c>studies/1.2[/series/3.4[/instances/5.6]]</c></summary>
    public static string ResourceOf(ParseResult arguments)
    {
        var path = $"studies/{Uri.EscapeDataString(arguments.GetRequiredValue(Study))}";
        if (arguments.GetValue(Series) is { } series) path += $"/series/{Uri.EscapeDataString(series)}";
        if (arguments.GetValue(Instance) is { } instance) path += $"/instances/{Uri.EscapeDataString(instance)}";
        return path;
    }

    private static Uri? ParseService(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https") return uri;

        result.AddError($"'{text}' is no URL of a service, such as http://127.0.0.1:8080/dicom-web.");
        return null;
    }

    private static void WantHeaders(OptionResult result)
    {
        foreach (var header in result.Tokens.Select(token => token.Value).Where(value => value.IndexOf(':', StringComparison.Ordinal) < 1))
        {
            result.AddError($"'{header}' is no header: it is written NAME: VALUE.");
        }
    }

    private static void WantSeries(OptionResult result)
    {
        if (result.Tokens.Count > 0 && result.GetResult(Series) is null) result.AddError("An instance is named together with its --series.");
    }
}
