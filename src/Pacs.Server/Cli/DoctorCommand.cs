using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Pacs.Archive;
using Pacs.Imaging;
using Pacs.Imaging.Rendering;
using Pacs.Imaging.Workers;
using Pacs.Network.Client;
using Pacs.Server.Cli.Diagnosis;
using Pacs.Server.Control;
using Pacs.Server.Hosting;
using Pacs.Server.Statistics;

namespace Pacs.Server.Cli;

/// <summary><c>pacs doctor</c>: is this a machine and a configuration to serve with, and does the archive that runs do its work.</summary>
internal static class DoctorCommand
{
    private static readonly Option<string?> CallingAe = new("--calling-ae")
    {
        Description = "The AE title to ask as; with configured peers the first of them unless given.",
        HelpName = "TITLE",
        Validators = { Limits.AeTitle },
    };

    public static Verb Create() => new("doctor", "Examine configuration, disk, limits, and the archive that runs.", RunAsync)
    {
        Notes =
            "Stores a test image in the archive that runs, finds it and fetches it back. Takes a\n" +
            "few seconds and changes nothing else. The exit code is 1 when something is WRONG.",
        Examples =
        [
            "pacs doctor",
            "pacs doctor --data /var/lib/pacs --calling-ae CT1",
        ],
        Options = { DataArgument.Data, CallingAe },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var data = Path.GetFullPath(arguments.GetRequiredValue(DataArgument.Data));
        var findings = new Findings(terminal.Output);
        await terminal.Output.WriteLineAsync(
            $"Pacs {PacsVersion.Text} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, " +
            $"SQLite {DicomArchive.SqliteVersion}");

        using var server = await ControlClient.ConnectAsync(data, cancellationToken);
        var configuration = server is null
            ? ReadFiles(findings, data)
            : await AskAsync(server, ControlVerbs.Configuration, cancellationToken);
        if (configuration is not null)
        {
            Tell(findings, configuration);
            if (server is null) CheckPorts(findings, configuration);
        }

        DiskCheck.Run(findings, data, TimeProvider.System);
        TellCodecs(findings);
        if (configuration is not null) TellLimits(terminal.Output, findings, configuration);
        if (server is not null && configuration is not null)
        {
            TellState(findings, await AskAsync(server, ControlVerbs.Status, cancellationToken));
            await new RoundTrip(
                findings, AddressOf(configuration), arguments.GetValue(CallingAe) ?? CallerFor(configuration)).RunAsync(cancellationToken);
        }

        await terminal.Output.WriteLineAsync();
        await terminal.Output.WriteLineAsync(findings.Problems switch
        {
            0 => server is null ? "Nothing is wrong here. The archive is not running: it has not been asked." : "All is well.",
            1 => "1 thing is WRONG.",
            var count => $"{count} things are WRONG.",
        });
        return findings.Problems == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static async Task<T?> AskAsync<T>(ControlClient server, ControlVerb<NoArguments, T> verb, CancellationToken cancellationToken)
        where T : class
    {
        T? answer = null;
        await foreach (var report in server.RunAsync(verb, new NoArguments(), cancellationToken)) answer = report;
        return answer;
    }

    /// <summary>What <c>pacs serve</c> would serve with, were it started here.</summary>
    private static ServerConfiguration? ReadFiles(Findings findings, string data)
    {
        try
        {
            var options = PacsSettings.OptionsOf(PacsSettings.Read());
            return ServerConfiguration.Of(options, options.DicomPort, options.HttpPort) with { DataDirectory = data };
        }
        catch (OptionsValidationException invalid)
        {
            findings.Begin("Configuration");
            foreach (var failure in invalid.Failures) findings.Wrong(failure);
            return null;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or InvalidOperationException or FormatException)
        {
            findings.Begin("Configuration");
            findings.Wrong(unreadable.Message);
            return null;
        }
    }

    private static void Tell(Findings findings, ServerConfiguration configuration)
    {
        findings.Begin(configuration.ProcessId is { } process
            ? $"Configuration of the archive that runs (process {process})"
            : "Configuration that pacs serve would have here; no archive runs");
        findings.Good($"AE title {configuration.AeTitle}, data in {configuration.DataDirectory}");
        findings.Good($"DICOM {configuration.ListenAddress}:{configuration.DicomPort}, HTTP {configuration.HttpListenAddress}:{configuration.HttpPort}");
        foreach (var peer in configuration.Peers) findings.Good($"peer {peer}");

        var isOpen = configuration.AllowUnknownPeers || configuration.Peers.Count == 0;
        if (isOpen && !IPAddress.IsLoopback(IPAddress.Parse(configuration.ListenAddress)))
        {
            findings.Note("whoever reaches this address may store and fetch: unknown peers are allowed");
        }
        else if (isOpen)
        {
            findings.Good("every program of this machine may store and fetch");
        }

        if (!IPAddress.IsLoopback(IPAddress.Parse(configuration.HttpListenAddress)))
        {
            findings.Note("whoever reaches the HTTP port may query, fetch and store: anonymous access is allowed");
        }

        if (ControlSocket.FlawOf(ControlSocket.PathIn(configuration.DataDirectory)) is { } flaw) findings.Wrong(flaw);
    }

    private static void CheckPorts(Findings findings, ServerConfiguration configuration)
    {
        (string, string, int)[] doors =
        [
            ("DICOM", configuration.ListenAddress, configuration.DicomPort), ("HTTP", configuration.HttpListenAddress, configuration.HttpPort),
        ];
        foreach (var (door, address, port) in doors)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Parse(address), port);
                probe.Start();
                findings.Good($"the {door} port {port} is free");
            }
            catch (SocketException taken)
            {
                findings.Wrong($"the {door} port {port} of {address} cannot be had: {taken.Message}");
            }
        }
    }

    private static void TellCodecs(Findings findings)
    {
        findings.Begin("Libraries and programs that decode and write pixels");
        foreach (var codec in NativeCodec.All)
        {
            if (codec.IsPresent) findings.Good($"{codec.Covers}: {codec.FileName}");
            else findings.Note($"{codec.Covers}: {codec.FileName} is not installed");
        }

        if (NativeCodec.InstallCommand is { } command) findings.Note($"images are stored and sent as they are without them; {command}");
        if (WorkerCheck.FindTrouble() is { } trouble) findings.Wrong($"the process in which they work does not: {trouble}");
        else findings.Good("the process in which they work starts");
        if (PictureEncoder.Refusal is { } refusal) findings.Note(refusal);
        else findings.Good("pictures over HTTP: libSkiaSharp, which comes along");
    }

    private static void TellLimits(TextWriter output, Findings findings, ServerConfiguration configuration)
    {
        findings.Begin("Limits (Pacs:Limits:...)");
        foreach (var limit in configuration.Limits)
        {
            output.WriteLine($"  {limit.Setting,-25}{limit.Value,-9} {limit.Beyond}");
        }
    }

    private static void TellState(Findings findings, StatusReport? status)
    {
        if (status is null) return;

        findings.Begin("Archive");
        var archive = status.Archive;
        foreach (var damage in archive.Damage) findings.Wrong($"damaged: {damage}");
        if (archive.Verification is null) findings.Note("has never been verified: see pacs verify");
        else if (archive.Verification.Damaged > 0) findings.Wrong($"{archive.Verification.Damaged} places are damaged: see pacs verify");
        else findings.Good("no damage was found by pacs verify");

        if (archive.Conflicts > 0) findings.Note($"{archive.Conflicts} conflicts: see pacs conflicts");
        else findings.Good("no conflicts");
    }

    /// <summary>From this machine: an archive that listens everywhere listens on loopback.</summary>
    private static PeerAddress AddressOf(ServerConfiguration configuration)
    {
        var address = IPAddress.Parse(configuration.ListenAddress);
        var reachable = address.Equals(IPAddress.Any) ? IPAddress.Loopback : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : address;
        return new PeerAddress(configuration.AeTitle.Trim(), reachable.ToString(), configuration.DicomPort);
    }

    private static string CallerFor(ServerConfiguration configuration) =>
        configuration.AllowUnknownPeers ? "PACSDOCTOR" : configuration.TrustedPeer ?? "PACSDOCTOR";
}
