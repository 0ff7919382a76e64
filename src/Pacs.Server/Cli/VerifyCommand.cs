using System.CommandLine;
using Pacs.Archive.Verification;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Control;

namespace Pacs.Server.Cli;

/// <summary><c>pacs verify</c>: is what is stored what was received.</summary>
internal static class VerifyCommand
{
    private const long MegaByte = 1_000_000;

    private static readonly Option<string?> Study = new("--study")
    {
        Description = "Read one study's instances instead of everything.",
        HelpName = "UID",
    };

    private static readonly Option<int> Rate = new("--rate")
    {
        Description = "Megabytes a second to read at the most: the rest of the disk is for those who store and fetch.",
        HelpName = "MB",
        DefaultValueFactory = _ => (int)(new VerificationScope().BytesPerSecond / MegaByte),
        Validators = { Limits.AtLeastOne },
    };

    private static readonly Option<bool> FromStart = new("--from-start")
    {
        Description = "Begin anew, also when the last run was stopped on its way.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as an object." };

    public static Verb Create() => new("verify", "Read everything stored and compare it with its digests.", RunAsync)
    {
        Notes =
            "The archive may serve meanwhile. What is stopped, by Ctrl+C or a power cut, the next\n" +
            "run goes on with. Damage is reported and left as it is, and is never sent to\n" +
            "anybody; the exit code is 1 then.",
        Examples =
        [
            "pacs verify",
            "pacs verify --rate 20 --data /var/lib/pacs",
            "pacs verify --study 1.2.840.113619.2.1.1",
        ],
        Options = { DataArgument.Data, Study, Rate, FromStart, Json },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var scope = new VerificationScope
        {
            StudyInstanceUid = arguments.GetValue(Study),
            BytesPerSecond = arguments.GetValue(Rate) * MegaByte,
            FromStart = arguments.GetValue(FromStart),
        };
        VerificationReport? latest = null;
        var work = FollowAsync();
        await ProgressDisplay.ShowAsync(
            terminal, "Verifying", () => new ProgressState(latest?.Members ?? 0, null, latest?.Bytes ?? 0, latest?.TotalBytes), work);

        if (latest is not { FinishedAt: not null } result)
        {
            terminal.Complain("the verification did not come to its end; run it again to go on.");
            return ExitCode.Failure;
        }

        if (arguments.GetValue(Json)) JsonPrinter.Write(terminal.Output, result, ControlJson.Default.VerificationReport);
        else await WriteAsync(terminal.Output, result);
        return result.Damaged == 0 ? ExitCode.Success : ExitCode.Failure;

        async Task FollowAsync()
        {
            await foreach (var report in ControlClient.RunAsync(
                arguments.GetRequiredValue(DataArgument.Data), ControlVerbs.Verify, scope, cancellationToken))
            {
                latest = report;
            }
        }
    }

    private static async Task WriteAsync(TextWriter output, VerificationReport result)
    {
        await output.WriteLineAsync(
            $"Verified {Quantity.Count(result.Members)} members, {Quantity.Bytes(result.Bytes)}: {Quantity.Count(result.Damaged)} damaged");
        foreach (var damage in result.Damage)
        {
            await output.WriteLineAsync($"  shard {damage.Shard}, segment {damage.Segment}, offset {damage.Offset}");
            await output.WriteLineAsync($"    {damage.Explanation}");
        }

        if (result.Damaged > result.Damage.Count)
        {
            await output.WriteLineAsync($"  and {Quantity.Count(result.Damaged - result.Damage.Count)} more");
        }
    }
}
