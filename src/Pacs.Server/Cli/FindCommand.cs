using System.CommandLine;
using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Network.Client;
using Pacs.Network.Messages;
using Pacs.Server.Cli.Queries;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Queries;

namespace Pacs.Server.Cli;

/// <summary><c>pacs find</c>: queries a peer.</summary>
internal static class FindCommand
{
    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print the answers in the DICOM JSON Model (PS3.18 Annex F) instead of a table.",
    };

    private static readonly Option<int?> Limit = new("--limit")
    {
        Description = "Cancel the query after so many answers.",
        HelpName = "N",
        Validators = { Limits.AtLeastOne },
    };

    public static Verb Create() => new("find", "Query a peer (C-FIND).", RunAsync)
    {
        Notes = "Asks for the usual attributes of the level; with a key that has no value, for just those named.",
        Examples =
        [
            "pacs find 127.0.0.1:11112 -k PatientName=SMITH*",
            "pacs find PACS@127.0.0.1:11112 -k StudyDate=20250101- -k ModalitiesInStudy=CT --limit 20",
            "pacs find 127.0.0.1:11112 --level SERIES -k StudyInstanceUID=1.2.3 --json",
            "pacs find 127.0.0.1:11112 -k PatientID -k 0010,1010",
        ],
        Arguments = { CallArguments.Peer },
        Options =
        {
            CallArguments.CallingAe, QueryArguments.Level, QueryArguments.Root, QueryArguments.Keys, Json, Limit,
        },
    };

    private static async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var level = arguments.GetValue(QueryArguments.Level);
        var keys = arguments.GetValue(QueryArguments.Keys) ?? [];
        var columns = ColumnsOf(level, keys);
        var identifier = Identifier.Of(level, [.. keys, .. columns]);

        await using var scu = await FindScu.ConnectAsync(
            arguments.GetRequiredValue(CallArguments.Peer),
            QueryArguments.FindModelOf(arguments),
            CallArguments.OptionsOf(arguments),
            cancellationToken);
        var results = scu.Find(identifier);
        var answers = LimitAsync(results, arguments.GetValue(Limit), cancellationToken);
        int? rows = null;
        try
        {
            var isJson = arguments.GetValue(Json);
            if (isJson) await AnswerPrinter.WriteJsonAsync(terminal.Output, answers, cancellationToken);
            else rows = await AnswerPrinter.WriteTableAsync(terminal, columns, answers, cancellationToken);
        }
        finally
        {
            await scu.ReleaseAsync(CancellationToken.None); // after Ctrl+C too: the query has been cancelled
        }

        if (results.FinalResponse is not { } final)
        {
            terminal.Complain("the peer gave no final response.");
            return ExitCode.Failure;
        }

        var isAnswered = final.Status is { IsDone: true } or { Class: StatusClass.Cancel };
        if (isAnswered && rows is { } count)
        {
            await terminal.Output.WriteLineAsync(count == 1 ? "1 match" : $"{Quantity.Count(count)} matches");
        }

        if (final.Status.Class is not (StatusClass.Success or StatusClass.Cancel))
        {
            terminal.Complain($"the query ended with {StatusText.Of(final.Status, final.ErrorComment)}.");
        }

        return isAnswered ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>Those asked for by name and the unique key; if none is, the usual ones and those matched.</summary>
    public static List<QueryKey> ColumnsOf(QueryLevel level, IReadOnlyList<QueryKey> keys)
    {
        var others = keys.Any(key => key.Text is null) ? [ReturnKeys.UniqueKeyOf(level)] : ReturnKeys.DefaultsOf(level);
        var columns = new List<QueryKey>();
        var own = keys
            .Where(key => !others.Contains(key.Attribute) || key.Path.Count > 1)
            .Select(key => key with { Text = null });
        foreach (var key in own.Concat(others.Select(QueryKey.Of)))
        {
            if (!columns.Exists(column => column.Name == key.Name)) columns.Add(key);
        }

        return columns;
    }

    /// <summary>Whoever stops enumerating cancels the query.</summary>
    private static async IAsyncEnumerable<DataSet> LimitAsync(
        FindResults results, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var answer in results.WithCancellation(cancellationToken))
        {
            yield return answer;
            if (++count == limit) yield break;
        }
    }
}
