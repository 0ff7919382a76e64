using System.CommandLine;
using System.Diagnostics;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Sources;

namespace Pacs.Server.Cli.Web;

/// <summary><c>pacs web store</c>: sends files to a service (STOW-RS).</summary>
internal static class WebStoreCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "DICOM files, and folders with all that is below them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<int> Parallel = new("--parallel")
    {
        Description = "Requests to have on the line at once.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        Validators = { Limits.AtLeastOne },
    };

    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "One line per file." };

    public static Verb Create() => new("store", "Send files to a DICOMweb service (STOW-RS).", RunAsync)
    {
        Notes = """
            The files are sent as they are, many in a request, and streamed: none is held in memory. What is no DICOM
            instance is skipped and counted.
            """,
        Examples =
        [
            "pacs web store http://127.0.0.1:8080/dicom-web ./study",
            "pacs web store https://pacs.example/dicom-web one.dcm two.dcm -H 'Authorization: Bearer TOKEN'",
        ],
        Arguments = { WebArguments.Service, Paths },
        Options = { Parallel, Verbose, WebArguments.Headers },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var paths = arguments.GetRequiredValue(Paths);
        if (FileTree.FindMissing(paths) is { } missing)
        {
            terminal.Complain($"there is no {missing}.");
            return ExitCode.Usage;
        }

        using var service = WebService.Of(arguments);
        var isVerbose = arguments.GetValue(Verbose);
        var sending = new WebSending(service, isVerbose ? terminal.Output : null);
        var clock = Stopwatch.StartNew();
        var work = sending.RunAsync(paths, arguments.GetValue(Parallel), cancellationToken);
        try
        {
            if (isVerbose) await work;
            else await ProgressDisplay.ShowAsync(terminal, "Sending", () => sending.Progress, work);
        }
        finally
        {
            Summary.Write(terminal.Output, "Sent", sending.Tally, clock.Elapsed);
        }

        return sending.Tally.HasFailures ? ExitCode.Failure : ExitCode.Success;
    }
}
