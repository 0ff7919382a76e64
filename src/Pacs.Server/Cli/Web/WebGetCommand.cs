using System.CommandLine;
using System.Diagnostics;
using System.IO.Pipelines;
using Pacs.Server.Cli.Reports;
using Pacs.Server.DicomWeb.Headers;
using Pacs.Server.DicomWeb.Multipart;
using Pacs.Server.DicomWeb.Storing;

namespace Pacs.Server.Cli.Web;

/// <summary><c>pacs web get</c>: fetches from a service into files (WADO-RS).</summary>
internal static class WebGetCommand
{
    private const string Wanted = "multipart/related; type=\"application/dicom\"; transfer-syntax=*";

    private static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "Folder for study/series/instance.dcm; made when it is not there.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".",
    };

    public static Verb Create() => new("get", "Fetch from a DICOMweb service into files (WADO-RS).", RunAsync)
    {
        Notes = "The files are written as they come, in the encoding the service has them in.",
        Examples =
        [
            "pacs web get http://127.0.0.1:8080/dicom-web 1.2.3 --output ./study",
            "pacs web get https://pacs.example/dicom-web 1.2.3 --series 1.2.3.4",
        ],
        Arguments = { WebArguments.Service, WebArguments.Study },
        Options = { WebArguments.Series, WebArguments.Instance, Output, WebArguments.Headers },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        using var service = WebService.Of(arguments);
        using var answer = await service.SendAsync(
            HttpMethod.Get, WebArguments.ResourceOf(arguments), Wanted, null, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            terminal.Complain(await WebService.RefusalOfAsync(answer, cancellationToken));
            return ExitCode.Failure;
        }

        var tally = new Tally();
        var files = new FetchedFiles(Directory.CreateDirectory(arguments.GetRequiredValue(Output)).FullName, tally);
        var clock = Stopwatch.StartNew();
        try
        {
            var work = ReceiveAsync(answer, files, cancellationToken);
            await ProgressDisplay.ShowAsync(terminal, "Fetching", () => new ProgressState(tally.Done, null, tally.Bytes), work);
        }
        finally
        {
            Summary.Write(terminal.Output, "Fetched", tally, clock.Elapsed, "instances");
        }

        return tally.HasFailures ? ExitCode.Failure : ExitCode.Success;
    }

    private static async Task ReceiveAsync(HttpResponseMessage answer, FetchedFiles files, CancellationToken cancellationToken)
    {
        var media = MediaType.Parse(answer.Content.Headers.ContentType?.ToString());
        var body = PipeReader.Create(await answer.Content.ReadAsStreamAsync(cancellationToken));
        try
        {
            if (media is not { IsMultipart: true })
            {
                await files.ReceiveAsync(RequestPieces.Of(body, cancellationToken), cancellationToken);
                return;
            }

            using var parts = new MultipartReader(body, media.Boundary);
            while (await parts.ReadPartAsync(cancellationToken) is { } part)
            {
                await files.ReceiveAsync(RequestPieces.Of(part, cancellationToken), cancellationToken);
            }
        }
        finally
        {
            await body.CompleteAsync();
        }
    }
}
