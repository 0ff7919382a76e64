using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Pacs.Conformance.Tests.Rig;

/// <summary>The archive as a user starts it: the built program, its own process, ports of the system's choice.</summary>
internal sealed partial class PacsServer : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Match> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PacsServer(string data, IReadOnlyDictionary<string, string> settings, IEnumerable<string> arguments)
    {
        Data = data;
        _process = new Process
        {
            StartInfo = ProcessRun.StartInfo(
                "dotnet",
                [
                    "exec", Repository.ServerProgram, "serve",
                    "--data", data, "--dicom-port", "0", "--http-port", "0", .. arguments,
                ],
                Path.GetDirectoryName(data)),
            EnableRaisingEvents = true,
        };
        // The standard's ARTIM timer, which is 30 s by default: what waits for it should not take the tests so long.
        _process.StartInfo.Environment["Pacs__Limits__AssociationRequest"] = "00:00:05";
        foreach (var (name, value) in settings) _process.StartInfo.Environment[name] = value;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("the server ended"));
    }

    public string Data { get; }

    public string AeTitle { get; private set; } = "";

    public int DicomPort { get; private set; }

    public int HttpPort { get; private set; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What the process has written to its streams so far.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>The most memory the process has held at a time, in bytes (VmHWM).</summary>
    public long PeakMemory => StatusBytes("VmHWM");

    public long Memory => StatusBytes("VmRSS");

    public int Threads => Directory.GetDirectories($"/proc/{ProcessId}/task").Length;

    /// <summary>Open connections and listening ports.</summary>
    public int Sockets => Descriptors.Count(target => target.StartsWith("socket:", StringComparison.Ordinal));

    public int OpenDescriptors => Descriptors.Count();

    private IEnumerable<string> Descriptors =>
        new DirectoryInfo($"/proc/{ProcessId}/fd").GetFiles().Select(descriptor => descriptor.LinkTarget).OfType<string>();

    /// <summary>Starts the archive on <paramref name="data"/> and returns when it has said that it is ready.</summary>
    public static Task<PacsServer> StartAsync(string data, params string[] arguments) =>
        StartAsync(data, new Dictionary<string, string>(), arguments);

    /// <summary>The same with settings in its environment.</summary>
    public static async Task<PacsServer> StartAsync(
        string data, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var server = new PacsServer(data, settings, arguments);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            var ready = await server._ready.Task.WaitAsync(StartLimit);
            server.AeTitle = ready.Groups["title"].Value;
            server.DicomPort = int.Parse(ready.Groups["dicom"].Value, CultureInfo.InvariantCulture);
            server.HttpPort = int.Parse(ready.Groups["http"].Value, CultureInfo.InvariantCulture);
            return server;
        }
        catch (Exception failure) when (failure is TimeoutException or InvalidOperationException)
        {
            if (server.HasExited) await server._process.WaitForExitAsync(); // until its last line has been read
            await server.DisposeAsync();
            throw new InvalidOperationException($"The server did not become ready. It wrote:\n{server.Log}", failure);
        }
    }

    /// <summary>Somebody calls, is served and leaves in good order.</summary>
    public async Task AssertAnswersEchoAsync(string calling = "RAWPEER")
    {
        await using var peer = await RawPeer.RequestAsync(
            DicomPort, new RawAssociate(new RawContext(1, Uids.Verification, Uids.ImplicitLittle)) { Calling = calling });
        Assert.Equal(0, await peer.EchoAsync(1));
        Assert.Equal(RawPdu.ReleaseResponse, (await peer.ReleaseAsync())?.Type);
    }

    /// <summary>SIGKILL: what the process has not given to the kernel is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an init system ends it; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        Assert.Equal(0, Kill(ProcessId, SigTerm));
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"^Pacs is ready: AE title (?<title>.*), DICOM \S+:(?<dicom>\d+), HTTP \S+:(?<http>\d+), data in")]
    private static partial Regex ReadyLine();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);

    private void Keep(string? line)
    {
        if (line == null) return;

        lock (_log) _log.AppendLine(line);
        if (ReadyLine().Match(line) is { Success: true } ready) _ready.TrySetResult(ready);
    }

    private long StatusBytes(string name)
    {
        var line = File.ReadLines($"/proc/{ProcessId}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
