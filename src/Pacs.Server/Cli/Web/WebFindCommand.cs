using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Json;
using Pacs.Server.Cli.Queries;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Queries;

namespace Pacs.Server.Cli.Web;

/// <summary><c>pacs web find</c>: queries a service (QIDO-RS).</summary>
internal static class WebFindCommand
{
    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print the answers in the DICOM JSON Model (PS3.18 Annex F) instead of a table.",
    };

    private static readonly Option<int?> Limit = new("--limit")
    {
        Description = "Ask for no more than so many answers.",
        HelpName = "N",
        Validators = { Limits.AtLeastOne },
    };

    public static Verb Create() => new("find", "Query a DICOMweb service (QIDO-RS).", RunAsync)
    {
        Notes = "Asks for the usual attributes of the level; with a key that has no value, for just those named.",
        Examples =
        [
            "pacs web find http://127.0.0.1:8080/dicom-web -k PatientName=SMITH*",
            "pacs web find https://pacs.example/dicom-web --level SERIES -k StudyInstanceUID=1.2.3 --json",
        ],
        Arguments = { WebArguments.Service },
        Options = { QueryArguments.Level, QueryArguments.Keys, Json, Limit, WebArguments.Headers },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var level = arguments.GetValue(QueryArguments.Level);
        if (level == QueryLevel.Patient)
        {
            terminal.Complain("DICOMweb has no queries for patients: look for their studies.");
            return ExitCode.Usage;
        }

        var keys = arguments.GetValue(QueryArguments.Keys) ?? [];
        var columns = FindCommand.ColumnsOf(level, keys);
        using var service = WebService.Of(arguments);
        var answers = FindAsync(service, QueryOf(level, keys, columns), arguments.GetValue(Limit), cancellationToken);
        if (arguments.GetValue(Json))
        {
            await AnswerPrinter.WriteJsonAsync(terminal.Output, answers, cancellationToken);
        }
        else
        {
            var count = await AnswerPrinter.WriteTableAsync(terminal, columns, answers, cancellationToken);
            await terminal.Output.WriteLineAsync(count == 1 ? "1 match" : $"{Quantity.Count(count)} matches");
        }

        return ExitCode.Success;
    }

    private static async IAsyncEnumerable<DataSet> FindAsync(
        WebService service, string query, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        string? page = limit is { } most ? string.Create(CultureInfo.InvariantCulture, $"{query}&limit={most}") : query;
        while (page is not null)
        {
            using var answer = await service.SendAsync(HttpMethod.Get, page, "application/dicom+json", null, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NoContent) yield break;
            if (!answer.IsSuccessStatusCode) throw new IOException(await WebService.RefusalOfAsync(answer, cancellationToken));

            var json = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            foreach (var found in DicomJsonReader.ReadAll(json))
            {
                yield return found.DataSet;
                if (++count == limit) yield break;
            }

            page = NextOf(answer);
        }
    }

    /// <summary>What a service says that cuts its answers into pages: <c>Link: &lt;...&gt;; rel="next"</c> (RFC 8288).</summary>
    private static string? NextOf(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Link", out var links)) return null;

        var next = links.FirstOrDefault(link => link.StartsWith('<') && link.Contains("rel=\"next\"", StringComparison.Ordinal));
        return next?[1..next.IndexOf('>', StringComparison.Ordinal)];
    }

    private static string QueryOf(QueryLevel level, IReadOnlyList<QueryKey> keys, IReadOnlyList<QueryKey> columns)
    {
        var resource = level switch { QueryLevel.Series => "series", QueryLevel.Image => "instances", _ => "studies" };
        var parameters = keys.Where(key => key.Text is not null).Select(key => $"{NameOf(key)}={Uri.EscapeDataString(key.Text ?? "")}")
            .Concat(columns.Select(column => $"includefield={NameOf(column)}"));
        return $"{resource}?{string.Join('&', parameters)}";
    }

    /// <summary>Keywords or tags of eight digits, joined by dots (PS3.18 §8.3.4.1).</summary>
    private static string NameOf(QueryKey key) => string.Join('.', key.Path.Select(tag =>
        DicomDictionary.Find(tag)?.Keyword is { Length: > 0 } keyword ? keyword : tag.Value.ToString("X8", CultureInfo.InvariantCulture)));
}
