using System.CommandLine;
using System.Diagnostics;
using Pacs.Imaging.Transcoding;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Sources;
using Pacs.Server.Cli.Transcoding;
using Pacs.Server.Transcoding;

namespace Pacs.Server.Cli;

/// <summary><c>pacs transcode</c>: files in another transfer syntax.</summary>
internal static class TranscodeCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "DICOM files, and folders with all that is below them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "The file to write; of several, the folder to write them to, under the names they have.",
        HelpName = "PATH",
        Required = true,
    };

    private static readonly Option<string> Syntax = new("--syntax", "-s")
    {
        Description = $"What to write: {string.Join(", ", SyntaxNames.All)}, or a transfer syntax UID.",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<bool> Lossy = new("--lossy")
    {
        Description = "Compress with loss: fewer bytes, another image, with a UID of its own. " +
            "jpeg, jpeg-extended (grey, 8 or 12 bits), jpeg-ls-near, jpeg-2000-lossy and htj2k-lossy know how.",
    };

    public static Verb Create() => new("transcode", "Write DICOM files in another transfer syntax.", RunAsync)
    {
        Notes = """
            Without --lossy every sample stays as it is, and the instance the same. JPEG is written with quality 90, JPEG-LS so that no
            sample differs by more than 2, JPEG 2000 to a tenth of its length, HTJ2K with steps of about a sample's unit. A file that is there already is written over.
            """,
        Examples =
        [
            "pacs transcode image.dcm -o small.dcm --syntax jpeg-ls",
            "pacs transcode ./study -o ./native --syntax explicit",
            "pacs transcode photo.dcm -o photo-jpeg.dcm --syntax jpeg --lossy",
        ],
        Arguments = { Paths },
        Options = { Output, Syntax, Lossy },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var paths = arguments.GetRequiredValue(Paths);
        var isLossy = arguments.GetValue(Lossy);
        if (SyntaxNames.Parse(arguments.GetRequiredValue(Syntax)) is not { } syntax)
        {
            return Misused(terminal, $"--syntax is one of {string.Join(", ", SyntaxNames.All)}, or a transfer syntax UID.");
        }

        if (Transcoder.RefusalOf(syntax, isLossy) is { } refusal) return Misused(terminal, $"{refusal}.");
        if (FileTree.FindMissing(paths) is { } missing) return Misused(terminal, $"there is no {missing}.");

        var run = new TranscodingRun(paths, arguments.GetRequiredValue(Output), syntax, isLossy, terminal);
        var clock = Stopwatch.StartNew();
        var work = run.RunAsync(cancellationToken);
        await ProgressDisplay.ShowAsync(terminal, "Transcoding", () => run.Progress, work);
        await terminal.Output.WriteLineAsync(
            $"Written {Quantity.Count(run.Written)} in {Quantity.Time(clock.Elapsed)}: {Quantity.Bytes(run.BytesBefore)} became {Quantity.Bytes(run.BytesAfter)}" +
            (run.Failed > 0 ? $"; {Quantity.Count(run.Failed)} failed" : ""));
        return run.Failed > 0 ? ExitCode.Failure : ExitCode.Success;
    }

    private static int Misused(Terminal terminal, string why)
    {
        terminal.Complain(why);
        return ExitCode.Usage;
    }
}
