using System.CommandLine;
using Microsoft.Extensions.Options;
using Pacs.Network.Client;
using Pacs.Server.Hosting;
using Pacs.Server.Peers;

namespace Pacs.Server.Cli;

/// <summary><c>pacs serve</c>: the archive itself.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Data = new("--data")
    {
        Description = "Directory of segments and index; made when it is not there (default ./data).",
        HelpName = "DIR",
    };

    private static readonly Option<int?> DicomPort = new("--dicom-port")
    {
        Description = "Port of the DICOM door; 0 lets the system choose (default 11112).",
        HelpName = "N",
    };

    private static readonly Option<int?> HttpPort = new("--http-port")
    {
        Description = "Port of the HTTP door; 0 lets the system choose (default 8080).",
        HelpName = "N",
    };

    private static readonly Option<string?> AeTitle = new("--ae-title")
    {
        Description = "AE title of the archive (default PACS).",
        HelpName = "TITLE",
    };

    private static readonly Option<string?> Listen = new("--listen")
    {
        Description = "Address to listen on (default 127.0.0.1). Others than loopback want peers or --allow-unknown-peers, and --allow-anonymous.",
        HelpName = "ADDRESS",
    };

    private static readonly Option<string?> HttpListen = new("--http-listen")
    {
        Description = "Another address for the HTTP door. Others than loopback want --allow-anonymous.",
        HelpName = "ADDRESS",
    };

    private static readonly Option<bool> AllowAnonymous = new("--allow-anonymous")
    {
        Description = "Serve whoever asks over HTTP, on any address.",
    };

    private static readonly Option<PeerAddress[]> Peer = new("--peer")
    {
        Description = "An AE that may call and that C-MOVE may send to; repeatable. With peers, other titles are refused.",
        HelpName = "AET=HOST:PORT",
        CustomParser = result => [.. result.Tokens.Select(token => PeerAddress.TryParse(token.Value) ?? Refuse(result, token.Value))],
    };

    private static readonly Option<bool> AllowUnknownPeers = new("--allow-unknown-peers")
    {
        Description = "Serve every calling AE title, configured or not.",
    };

    public static Command Create()
    {
        var command = new Command("serve", "Start the archive; it stops on SIGTERM or Ctrl+C.")
        {
            Data, DicomPort, HttpPort, AeTitle, Listen, HttpListen, Peer, AllowUnknownPeers, AllowAnonymous,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            await PacsHost.RunAsync(SettingsOf(arguments), Console.WriteLine, cancellationToken);
            return ExitCode.Success;
        }
        catch (OptionsValidationException invalid)
        {
            foreach (var failure in invalid.Failures) await Console.Error.WriteLineAsync($"pacs: {failure}");
            return ExitCode.Usage;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"pacs: {failure.Message}");
            return ExitCode.Failure;
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> SettingsOf(ParseResult arguments)
    {
        if (arguments.GetValue(Data) is { } data) yield return Setting(nameof(PacsOptions.DataDirectory), data);
        if (arguments.GetValue(DicomPort) is { } dicomPort) yield return Setting(nameof(PacsOptions.DicomPort), $"{dicomPort}");
        if (arguments.GetValue(HttpPort) is { } httpPort) yield return Setting(nameof(PacsOptions.HttpPort), $"{httpPort}");
        if (arguments.GetValue(AeTitle) is { } title) yield return Setting(nameof(PacsOptions.AeTitle), title);
        if (arguments.GetValue(Listen) is { } address) yield return Setting(nameof(PacsOptions.ListenAddress), address);
        if (arguments.GetValue(HttpListen) is { } http) yield return Setting(nameof(PacsOptions.HttpListenAddress), http);
        if (arguments.GetValue(AllowAnonymous)) yield return Setting(nameof(PacsOptions.AllowAnonymous), "true");
        if (arguments.GetValue(AllowUnknownPeers)) yield return Setting(nameof(PacsOptions.AllowUnknownPeers), "true");

        foreach (var (index, peer) in (arguments.GetValue(Peer) ?? []).Index())
        {
            // Beside those of the files, not over them: the configuration merges lists by position.
            var key = $"{nameof(PacsOptions.Peers)}:command-line-{index}";
            yield return Setting($"{key}:{nameof(PeerOptions.AeTitle)}", peer.AeTitle);
            yield return Setting($"{key}:{nameof(PeerOptions.Host)}", peer.Host);
            yield return Setting($"{key}:{nameof(PeerOptions.Port)}", $"{peer.Port}");
        }
    }

    private static KeyValuePair<string, string?> Setting(string name, string value) => new($"{PacsOptions.Section}:{name}", value);

    private static PeerAddress Refuse(System.CommandLine.Parsing.ArgumentResult result, string text)
    {
        result.AddError($"'{text}' is not a peer: AET=HOST:PORT, the AE title of 1 to 16 characters.");
        return new PeerAddress("", "", 0);
    }
}
