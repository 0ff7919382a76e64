using System.CommandLine;

namespace Pacs.Server.Cli.Web;

/// <summary><c>pacs web</c>: the verbs of DICOMweb.</summary>
internal static class WebCommand
{
    public static Command Create() => new("web", "Find, fetch, store and delete over DICOMweb.")
    {
        WebFindCommand.Create(),
        WebGetCommand.Create(),
        WebStoreCommand.Create(),
        WebDeleteCommand.Create(),
    };
}
