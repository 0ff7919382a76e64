using System.CommandLine;
using System.Diagnostics;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Sources;

namespace Pacs.Server.Cli;

/// <summary><c>pacs store</c>: sends files to a peer.</summary>
internal static class StoreCommand
{
    /// <summary>Enough to have always one with the disk and one on the line.</summary>
    private const ushort Outstanding = 16;

    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "DICOM files, and folders with all that is below them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<int> Parallel = new("--parallel")
    {
        Description = "Associations to send over at once.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        Validators = { Limits.AtLeastOne },
    };

    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "One line per file." };

    public static Verb Create() => new("store", "Send files to a peer (C-STORE).", RunAsync)
    {
        Notes = """
            Each file is offered in the encoding it has. Files in a native one are converted when the peer takes another
            native one only. What is no DICOM instance is skipped and counted.
            """,
        Examples =
        [
            "pacs store 127.0.0.1:11112 ./study",
            "pacs store ARCHIVE@10.0.0.5:104 one.dcm two.dcm --parallel 4",
        ],
        Arguments = { CallArguments.Peer, Paths },
        Options = { CallArguments.CallingAe, Parallel, Verbose },
    };

    private static async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var paths = arguments.GetRequiredValue(Paths);
        if (FileTree.FindMissing(paths) is { } missing)
        {
            terminal.Complain($"there is no {missing}.");
            return ExitCode.Usage;
        }

        var isVerbose = arguments.GetValue(Verbose);
        var sending = new Sending(
            arguments.GetRequiredValue(CallArguments.Peer),
            CallArguments.OptionsOf(arguments) with { MaxInvoked = Outstanding },
            isVerbose ? terminal.Output : null);
        var looking = sending.LookAsync(paths, cancellationToken);
        await ProgressDisplay.ShowAsync(terminal, "Looking at files", () => sending.Progress, looking);

        var clock = Stopwatch.StartNew();
        var work = sending.RunAsync(arguments.GetValue(Parallel), cancellationToken);
        try
        {
            if (isVerbose) await work;
            else await ProgressDisplay.ShowAsync(terminal, "Sending", () => sending.Progress, work);
        }
        finally
        {
            Summary.Write(terminal.Output, "Sent", sending.Tally, clock.Elapsed);
        }

        if (sending.StoppedBecause is { } reason) terminal.Complain(reason);
        return sending.Tally.HasFailures ? ExitCode.Failure : ExitCode.Success;
    }
}
