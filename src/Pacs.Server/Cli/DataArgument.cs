using System.CommandLine;
using Pacs.Server.Hosting;

namespace Pacs.Server.Cli;

/// <summary>Which archive a verb is about: the same that <c>pacs serve</c> would serve, unless it says another.</summary>
internal static class DataArgument
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "Directory of the archive, which may be running.",
        HelpName = "DIR",
        DefaultValueFactory = _ => PacsSettings.Read()[$"{PacsOptions.Section}:{nameof(PacsOptions.DataDirectory)}"]
            ?? new PacsOptions().DataDirectory,
    };
}
