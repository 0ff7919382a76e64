using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Pacs.Network.Client;
using Pacs.Server.Hosting;

namespace Pacs.Server.Tests;

/// <summary>The archive as <c>pacs serve</c> runs it, on ports that the system chose, with data of its own.</summary>
internal sealed partial class ServedArchive : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private ServedArchive()
    {
    }

    public string DataDirectory => Path.Combine(_directory, "data");

    /// <summary>What was printed when the doors were open.</summary>
    public string ReadyLine { get; private set; } = "";

    public PeerAddress Address { get; private set; } = new("PACS", "", 0);

    public Uri Http { get; private set; } = new("http://localhost");

    /// <param name="settings">Names below the section Pacs, such as <c>Peers:0:Host</c>.</param>
    public static async Task<ServedArchive> StartAsync(params (string Name, string Value)[] settings)
    {
        var archive = new ServedArchive();
        try
        {
            await archive.RunAsync(settings);
            return archive;
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }
    }

    /// <summary>Settings by which a peer is known under the title, at a place in the list of peers.</summary>
    public static (string Name, string Value)[] Peer(int place, PeerAddress peer, string services = "All") =>
    [
        ($"Peers:{place}:AeTitle", peer.AeTitle),
        ($"Peers:{place}:Host", peer.Host),
        ($"Peers:{place}:Port", peer.Port.ToString(CultureInfo.InvariantCulture)),
        ($"Peers:{place}:Services", services),
    ];

    /// <summary>Changes a byte of the one segment that holds these bytes, in the middle of them.</summary>
    public void Damage(ReadOnlySpan<byte> bytes)
    {
        foreach (var path in Directory.GetFiles(DataDirectory, "*.tar", SearchOption.AllDirectories))
        {
            var segment = File.ReadAllBytes(path);
            var found = segment.AsSpan().IndexOf(bytes);
            if (found < 0) continue;

            segment[found + (bytes.Length / 2)] ^= 0x55;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.Write(segment);
            return;
        }

        Assert.Fail("No segment holds these bytes.");
    }

    /// <summary>What SIGTERM does; done when the archive has ended.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience.Soon);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            _stop.Dispose();
            _directory.Dispose();
        }
    }

    private async Task RunAsync((string Name, string Value)[] settings)
    {
        KeyValuePair<string, string?>[] unlessSaidOtherwise =
        [
            new("Logging:LogLevel:Default", "None"),
            new("Pacs:DataDirectory", DataDirectory),
            new("Pacs:DicomPort", "0"),
            new("Pacs:HttpPort", "0"),
            new("Pacs:Limits:FreeDiskBytes", "0"),
        ];
        var all = settings
            .Select(setting => KeyValuePair.Create<string, string?>($"Pacs:{setting.Name}", setting.Value))
            .Concat(unlessSaidOtherwise)
            .DistinctBy(setting => setting.Key);
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = PacsHost.RunAsync(all, line => ready.TrySetResult(line), _stop.Token);
        if (await Task.WhenAny(ready.Task, running) == running)
        {
            await running;
            Assert.Fail("The archive ended without having been ready.");
        }

        _running = running;
        ReadyLine = await ready.Task;
        var match = Ready().Match(ReadyLine);
        Address = Address with { Host = match.Groups["host"].Value, Port = int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture) };
        Http = new Uri($"http://{IPEndPoint.Parse(match.Groups["http"].Value)}/");
    }

    [GeneratedRegex("DICOM (?<host>[^ ]+):(?<port>[0-9]+), HTTP (?<http>[^ ]+),")]
    private static partial Regex Ready();
}
