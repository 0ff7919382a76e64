using System.CommandLine;
using System.Diagnostics;
using Pacs.Dicom.Dictionary;
using Pacs.Network.Client;
using Pacs.Server.Cli.Queries;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Retrieving;

namespace Pacs.Server.Cli;

/// <summary><c>pacs move</c>: has a peer send to a third.</summary>
internal static class MoveCommand
{
    private static readonly Option<string> Destination = new("--destination", "-d")
    {
        Description = "The AE title to send to; the peer must know where that is.",
        HelpName = "AET",
        Required = true,
        Validators = { Limits.AeTitle },
    };

    public static Verb Create() => new("move", "Have a peer send to another AE (C-MOVE).", RunAsync)
    {
        Examples =
        [
            "pacs move 127.0.0.1:11112 --destination WORKSTATION -k StudyInstanceUID=1.2.3",
            "pacs move PACS@127.0.0.1:11112 -d WORKSTATION --level PATIENT -k PatientID=4711",
        ],
        Arguments = { CallArguments.Peer },
        Options =
        {
            Destination, CallArguments.CallingAe, QueryArguments.Level, QueryArguments.Root, QueryArguments.Keys,
        },
        Validators = { QueryArguments.WantsKeys },
    };

    private static async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var model = QueryArguments.ModelOf(
            arguments,
            SopClasses.PatientRootQueryRetrieveInformationModelMove,
            SopClasses.StudyRootQueryRetrieveInformationModelMove);
        var options = CallArguments.OptionsOf(arguments, CallArguments.PatienceWithTransfers);
        var level = arguments.GetValue(QueryArguments.Level);
        var identifier = Identifier.Of(level, arguments.GetRequiredValue(QueryArguments.Keys));
        var destination = arguments.GetRequiredValue(Destination).Trim();

        var clock = Stopwatch.StartNew();
        var peer = arguments.GetRequiredValue(CallArguments.Peer);
        await using var scu = await MoveScu.ConnectAsync(peer, model, options, cancellationToken);
        var retrieval = new Retrieval();
        var responses = scu.MoveAsync(destination, identifier, cancellationToken);
        var tally = new Tally();
        try
        {
            await retrieval.RunAsync(terminal, "Moving", responses, transferred: null, cancellationToken);
        }
        finally
        {
            await scu.ReleaseAsync(CancellationToken.None); // after Ctrl+C too: the move has been cancelled
            tally.Count(Fate.Accepted, destination, times: retrieval.Counts.Completed ?? 0);
            tally.Count(Fate.Warning, destination, times: retrieval.Counts.Warning ?? 0);
            var failed = retrieval.Last?.FailedSopInstanceUids ?? [];
            Retrieval.CountFailures(tally, retrieval.Counts.Failed ?? 0, failed, new HashSet<string>());
            Summary.Write(terminal.Output, "Moved", tally, clock.Elapsed, "instances");
        }

        return retrieval.ReportEnd(terminal) && !tally.HasFailures ? ExitCode.Success : ExitCode.Failure;
    }
}
