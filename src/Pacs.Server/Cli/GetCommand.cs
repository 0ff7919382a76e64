using System.CommandLine;
using System.Diagnostics;
using Pacs.Dicom.Dictionary;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Server.Cli.Queries;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Retrieving;
using Pacs.Server.Queries;

namespace Pacs.Server.Cli;

/// <summary><c>pacs get</c>: fetches from a peer into files.</summary>
internal static class GetCommand
{
    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Folder for study/series/instance.dcm; made when it is not there.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".",
    };

    public static Verb Create() => new("get", "Fetch from a peer into files (C-GET).", RunAsync)
    {
        Notes = "The data sets are written as they come, in the encoding the peer has them in where it can.",
        Examples =
        [
            "pacs get 127.0.0.1:11112 -k StudyInstanceUID=1.2.3 --output ./study",
            "pacs get PACS@127.0.0.1:11112 --level PATIENT -k PatientID=4711",
        ],
        Arguments = { CallArguments.Peer },
        Options = { Output, CallArguments.CallingAe, QueryArguments.Level, QueryArguments.Root, QueryArguments.Keys },
        Validators = { QueryArguments.WantsKeys },
    };

    private static async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var peer = arguments.GetRequiredValue(CallArguments.Peer);
        var level = arguments.GetValue(QueryArguments.Level);
        var keys = arguments.GetRequiredValue(QueryArguments.Keys);
        var model = QueryArguments.ModelOf(
            arguments,
            SopClasses.PatientRootQueryRetrieveInformationModelGet,
            SopClasses.StudyRootQueryRetrieveInformationModelGet);
        var options = CallArguments.OptionsOf(arguments, CallArguments.PatienceWithTransfers);
        var folder = Directory.CreateDirectory(arguments.GetRequiredValue(Output)).FullName;

        var clock = Stopwatch.StartNew();
        var sopClasses = await SurveyAsync(arguments, level, keys, cancellationToken);
        var tally = new Tally();
        var files = new ReceivedFiles(folder, peer.AeTitle, tally);
        var rounds = new Rounds(
            contexts => GetScu.ConnectAsync(peer, model, contexts, options, cancellationToken), files, tally);
        try
        {
            await rounds.RunAsync(terminal, sopClasses, Identifier.Of(level, keys), cancellationToken);
            rounds.CountFailures();
        }
        finally
        {
            Summary.Write(terminal.Output, "Fetched", tally, clock.Elapsed, "instances");
        }

        return rounds.ReportEnd(terminal) ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>What the peer says it has; from one that answers no queries, anything of the standard's.</summary>
    private static async Task<IReadOnlyList<string>> SurveyAsync(
        ParseResult arguments, QueryLevel level, IReadOnlyList<QueryKey> keys, CancellationToken cancellationToken)
    {
        try
        {
            await using var scu = await FindScu.ConnectAsync(
                arguments.GetRequiredValue(CallArguments.Peer),
                QueryArguments.FindModelOf(arguments),
                CallArguments.OptionsOf(arguments),
                cancellationToken);
            var found = await new SopClassSurvey(scu).RunAsync(level, keys, cancellationToken);
            await scu.ReleaseAsync(cancellationToken);
            if (found.Count > 0) return [.. found];
        }
        catch (Exception e) when (e is ContextNotAcceptedException or AssociationAbortedException)
        {
            // It may still know C-GET.
        }

        return [.. UidDictionary.StorageSopClasses.OrderBy(known => known.IsRetired).Select(known => known.Uid)];
    }
}
