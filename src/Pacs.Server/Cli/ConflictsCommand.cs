using System.CommandLine;
using System.Globalization;
using Pacs.Archive.Conflicts;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Control;

namespace Pacs.Server.Cli;

/// <summary><c>pacs conflicts</c>: what was received that contradicts what was held.</summary>
internal static class ConflictsCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print an array with an object per conflict." };

    public static Verb Create() => new("conflicts", "Report what came that contradicts what was held.", RunAsync)
    {
        Notes = "Both versions are kept. The first is current, and is what queries and retrievals see; a person decides.",
        Examples =
        [
            "pacs conflicts",
            "pacs conflicts --data /var/lib/pacs --json",
        ],
        Options = { DataArgument.Data, Json },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var conflicts = ControlClient.RunAsync(
            arguments.GetRequiredValue(DataArgument.Data), ControlVerbs.Conflicts, new NoArguments(), cancellationToken);
        if (arguments.GetValue(Json)) await JsonPrinter.WriteAsync(terminal.Output, conflicts, ControlJson.Default.ArchiveConflict, cancellationToken);
        else await WriteAsync(terminal.Output, conflicts, cancellationToken);
        return ExitCode.Success;
    }

    private static async Task WriteAsync(
        TextWriter output, IAsyncEnumerable<ArchiveConflict> conflicts, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var conflict in conflicts.WithCancellation(cancellationToken))
        {
            count++;
            var when = conflict.ReceivedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
            await output.WriteLineAsync($"{when}  {Describe(conflict)}");
            await output.WriteLineAsync($"  instance  {conflict.SopInstanceUid}");
            await output.WriteLineAsync($"  in study  {conflict.StudyInstanceUid}");
            if (conflict.Contradiction == Contradiction.OtherSeries) await WriteSeriesAsync(output, conflict);
            await output.WriteLineAsync();
        }

        await output.WriteLineAsync(count == 1 ? "1 conflict" : $"{Quantity.Count(count)} conflicts");
    }

    /// <summary>The two places: the UIDs that are equal are not told twice.</summary>
    private static async Task WriteSeriesAsync(TextWriter output, ArchiveConflict conflict)
    {
        await output.WriteLineAsync($"    series  {conflict.SeriesInstanceUid}");
        if (conflict.CurrentStudyInstanceUid != conflict.StudyInstanceUid)
        {
            await output.WriteLineAsync($"  held in   {conflict.CurrentStudyInstanceUid}");
        }

        await output.WriteLineAsync($"    series  {conflict.CurrentSeriesInstanceUid}");
    }

    private static string Describe(ArchiveConflict conflict) => conflict.Contradiction switch
    {
        Contradiction.OtherSource => $"{conflict.Source} sent other bytes than {conflict.CurrentSource}, whose are current",
        Contradiction.OtherSeries => $"{conflict.Source} sent it under another series than it is held in",
        Contradiction.OtherPatient => $"{conflict.Source} sent it for another patient than the study's",
        _ => throw new ArgumentOutOfRangeException(nameof(conflict)),
    };
}
