using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Pacs.Server.Cli.Web;

namespace Pacs.Server.Cli;

/// <summary>The whole command line.</summary>
internal static class PacsCommand
{
    /// <summary>
    /// After Ctrl+C or SIGTERM a verb has as long as the archive itself: to answer what is being stored, to tell the
    /// peer to stop, to release the association.
    /// </summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(30);

    /// <summary>Runs what the command line says.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args) =>
        RunAsync(args, new InvocationConfiguration { ProcessTerminationTimeout = TimeToEnd }, CancellationToken.None);

    /// <summary>Runs what the command line says, writing elsewhere.</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        var line = Create().Parse(args);
        var exitCode = await line.InvokeAsync(configuration, cancellationToken);
        return line.Action is ParseErrorAction ? ExitCode.Usage : exitCode;
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("A DICOM archive (PACS): stores, finds and fetches studies over DICOM.")
        {
            ServeCommand.Create(),
            EchoCommand.Create(),
            StoreCommand.Create(),
            FindCommand.Create(),
            MoveCommand.Create(),
            GetCommand.Create(),
            ImportCommand.Create(),
            DoctorCommand.Create(),
            StatusCommand.Create(),
            VerifyCommand.Create(),
            ReindexCommand.Create(),
            ConflictsCommand.Create(),
            DeleteCommand.Create(),
            DumpCommand.Create(),
            RenderCommand.Create(),
            TranscodeCommand.Create(),
            WebCommand.Create(),
        };
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            if (help.Action is HelpAction usual) help.Action = new VerbHelp(usual);
        }

        return root;
    }
}
