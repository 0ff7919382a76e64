using System.CommandLine;
using Pacs.Archive.Deletion;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Control;

namespace Pacs.Server.Cli;

/// <summary><c>pacs delete</c>: a study, a series or an instance.</summary>
internal static class DeleteCommand
{
    private static readonly Argument<string> Study = new("STUDY") { Description = "Study Instance UID." };

    private static readonly Option<string?> Series = new("--series")
    {
        Description = "Delete this series of the study only.",
        HelpName = "UID",
    };

    private static readonly Option<string?> Instance = new("--instance")
    {
        Description = "Delete this instance of the study only.",
        HelpName = "UID",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as an object." };

    public static Verb Create() => new("delete", "Delete a study, a series or an instance.", RunAsync)
    {
        Notes =
            "With an instance goes every version of it, also one that was superseded or\n" +
            "kept aside. There is no way back; what is sent again is stored anew. An archive\n" +
            "that serves gives the disk space back by itself, within minutes.",
        Examples =
        [
            "pacs delete 1.2.840.113619.2.1.1",
            "pacs delete 1.2.840.113619.2.1.1 --series 1.2.840.113619.2.1.1.3 --data /var/lib/pacs",
        ],
        Arguments = { Study },
        Options = { DataArgument.Data, Series, Instance, Json },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var request = new DeletionRequest(
            arguments.GetRequiredValue(Study), arguments.GetValue(Series), arguments.GetValue(Instance));
        DeletionResult? result = null;
        await foreach (var report in ControlClient.RunAsync(
            arguments.GetRequiredValue(DataArgument.Data), ControlVerbs.Delete, request, cancellationToken))
        {
            result = report;
        }

        if (result is null) return ExitCode.Failure;

        if (arguments.GetValue(Json)) JsonPrinter.Write(terminal.Output, result, ControlJson.Default.DeletionResult);
        if (result.Outcome != DeletionOutcome.Deleted)
        {
            terminal.Complain($"nothing was deleted: {result.Reason}.");
            return ExitCode.Failure;
        }

        if (!arguments.GetValue(Json))
        {
            await terminal.Output.WriteLineAsync(
                $"Deleted {Quantity.Count(result.Instances)} instances, {Quantity.Bytes(result.Bytes)}");
        }

        return ExitCode.Success;
    }
}
