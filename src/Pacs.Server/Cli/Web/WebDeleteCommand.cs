using System.CommandLine;

namespace Pacs.Server.Cli.Web;

/// <summary><c>pacs web delete</c>: a study, a series or an instance of a service.</summary>
internal static class WebDeleteCommand
{
    public static Verb Create() => new("delete", "Delete a study, a series or an instance of a DICOMweb service.", RunAsync)
    {
        Notes = "There is no way back. Many services, this archive among them, allow it only where they are configured to.",
        Examples =
        [
            "pacs web delete http://127.0.0.1:8080/dicom-web 1.2.3",
            "pacs web delete http://127.0.0.1:8080/dicom-web 1.2.3 --series 1.2.3.4 --instance 1.2.3.4.5",
        ],
        Arguments = { WebArguments.Service, WebArguments.Study },
        Options = { WebArguments.Series, WebArguments.Instance, WebArguments.Headers },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var resource = WebArguments.ResourceOf(arguments);
        using var service = WebService.Of(arguments);
        using var answer = await service.SendAsync(HttpMethod.Delete, resource, "*/*", null, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            terminal.Complain($"nothing was deleted: {await WebService.RefusalOfAsync(answer, cancellationToken)}");
            return ExitCode.Failure;
        }

        await terminal.Output.WriteLineAsync($"Deleted {resource}");
        return ExitCode.Success;
    }
}
