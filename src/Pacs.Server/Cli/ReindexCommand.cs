using System.CommandLine;
using Pacs.Archive.Reindexing;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Control;

namespace Pacs.Server.Cli;

/// <summary><c>pacs reindex</c>: the whole index anew from what is stored.</summary>
internal static class ReindexCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as an object." };

    public static Verb Create() => new("reindex", "Rebuild the index from what is stored.", RunAsync)
    {
        Notes =
            "The archive may serve meanwhile: a new index is built beside the old one, which\n" +
            "is in use until the new one has everything and takes its place. What is stopped\n" +
            "leaves the old one in use. All that is stored is read and verified; damage is\n" +
            "reported and is not in the new index, and the exit code is 1 then.",
        Examples =
        [
            "pacs reindex",
            "pacs reindex --data /var/lib/pacs --json",
        ],
        Options = { DataArgument.Data, Json },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        ReindexReport? latest = null;
        var work = FollowAsync();
        await ProgressDisplay.ShowAsync(
            terminal, "Reindexing", () => new ProgressState(latest?.Instances ?? 0, null, latest?.Bytes ?? 0, latest?.TotalBytes), work);

        if (latest is not { FinishedAt: not null } result)
        {
            terminal.Complain("the index was not rebuilt; the former one is in use.");
            return ExitCode.Failure;
        }

        if (arguments.GetValue(Json)) JsonPrinter.Write(terminal.Output, result, ControlJson.Default.ReindexReport);
        else await WriteAsync(terminal.Output, result);
        return result.Damage.Count == 0 ? ExitCode.Success : ExitCode.Failure;

        async Task FollowAsync()
        {
            await foreach (var report in ControlClient.RunAsync(
                arguments.GetRequiredValue(DataArgument.Data), ControlVerbs.Reindex, new NoArguments(), cancellationToken))
            {
                latest = report;
            }
        }
    }

    private static async Task WriteAsync(TextWriter output, ReindexReport result)
    {
        var time = (result.FinishedAt ?? result.StartedAt) - result.StartedAt;
        await output.WriteLineAsync(
            $"Reindexed {Quantity.Count(result.Instances)} instances, {Quantity.Bytes(result.Bytes)} in {Quantity.Time(time)}: " +
            $"{Quantity.Count(result.Damage.Count)} damaged");
        foreach (var damage in result.Damage) await output.WriteLineAsync($"  {damage}");
    }
}
