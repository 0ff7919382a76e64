using System.CommandLine;
using System.Diagnostics;
using Pacs.Archive;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Sources;
using Pacs.Server.Hosting;

namespace Pacs.Server.Cli;

/// <summary><c>pacs import</c>: files straight into the archive, without a wire.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Files, and folders with all that is below them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Directory of the archive, which must not be running; made when it is not there.",
        HelpName = "DIR",
        DefaultValueFactory = DataArgument.Data.DefaultValueFactory,
    };

    private static readonly Option<string> Source = new("--source")
    {
        Description = "AE title of whom the files count as coming from: its later versions replace former ones.",
        HelpName = "TITLE",
        DefaultValueFactory = _ => "IMPORT",
        Validators = { Limits.AeTitle },
    };

    private static readonly Option<int> Parallel = new("--parallel")
    {
        Description = "Files worked on at once: they share the disk's syncs.",
        HelpName = "N",
        DefaultValueFactory = _ => 16,
        Validators = { Limits.AtLeastOne },
    };

    private static readonly Option<bool> Again = new("--again")
    {
        Description = "Take up files that an earlier run has finished, too.",
    };

    private static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "One line per file." };

    public static Verb Create() => new("import", "Bring files into an archive that is not running.", RunAsync)
    {
        Notes = "The data sets are stored as they stand in the files. To take up what was stopped, run it again.",
        Examples =
        [
            "pacs import /mnt/old-archive --data /var/lib/pacs",
        ],
        Arguments = { Paths },
        Options = { Data, Source, Parallel, Again, Verbose },
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

        var data = arguments.GetRequiredValue(Data);
        await using var archive = await DicomArchive.OpenAsync(
            PacsSettings.ArchiveOptionsOf(PacsSettings.Read()) with
            {
                DataDirectory = data,
                PromotedAttributes = null, // the archive's own: here they may be set otherwise than where it serves
            },
            TimeProvider.System,
            cancellationToken);
        using var journal = ImportJournal.Open(data);

        var isVerbose = arguments.GetValue(Verbose);
        var import = new Import(archive.Ingest, journal, isVerbose ? terminal.Output : null)
        {
            Source = arguments.GetRequiredValue(Source),
            AtOnce = arguments.GetValue(Parallel),
            Again = arguments.GetValue(Again),
        };

        var clock = Stopwatch.StartNew();
        var work = import.RunAsync(paths, cancellationToken);
        try
        {
            if (isVerbose) await work;
            else await ProgressDisplay.ShowAsync(terminal, "Importing", () => import.Progress, work);
        }
        finally
        {
            Summary.Write(terminal.Output, "Imported", import.Tally, clock.Elapsed);
        }

        if (import.StoppedBecause is { } reason) terminal.Complain($"stopped: {reason}. Run it again to go on.");
        return import.StoppedBecause is null && !import.Tally.HasFailures ? ExitCode.Success : ExitCode.Failure;
    }
}
