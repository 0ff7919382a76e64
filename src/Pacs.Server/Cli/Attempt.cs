using System.CommandLine;
using Microsoft.Extensions.Options;
using Pacs.Dicom;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Server.DicomWeb.Multipart;

namespace Pacs.Server.Cli;

/// <summary>
/// Runs a verb. What keeps it from its work is told in one line, in the standard's words where the peer said no, and
/// never as a stack trace.
/// </summary>
internal static class Attempt
{
    public static async Task<int> RunAsync(ParseResult arguments, Func<Terminal, Task<int>> work)
    {
        var terminal = Terminal.Of(arguments);
        try
        {
            return await work(terminal);
        }
        catch (OperationCanceledException)
        {
            terminal.Complain("interrupted.");
            return ExitCode.Interrupted;
        }
        catch (OptionsValidationException invalid)
        {
            foreach (var failure in invalid.Failures) terminal.Complain(failure);
            return ExitCode.Usage;
        }
        catch (Exception e) when (Describe(e) is { } message)
        {
            terminal.Complain(message);
            return ExitCode.Failure;
        }
    }

    /// <summary>What happened, for the person at the terminal; null for a defect of ours.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        AssociationRejectedException or AssociationAbortedException or ContextNotAcceptedException => failure.Message,
        DicomFormatException or MultipartException or HttpRequestException => failure.Message,
        IOException or InvalidDataException or UnauthorizedAccessException => failure.Message,
        _ => null,
    };
}
