using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Pacs.Archive;
using Pacs.Imaging;
using Pacs.Imaging.Transcoding;
using Pacs.Server.Control;
using Pacs.Server.DicomWeb;
using Pacs.Server.DicomWeb.Rendering;
using Pacs.Server.DicomWeb.Retrieving;
using Pacs.Server.Dimse;
using Pacs.Server.Dimse.Listening;
using Pacs.Server.Peers;
using Pacs.Server.Statistics;

namespace Pacs.Server.Hosting;

/// <summary>The running archive: its data is opened, then its doors.</summary>
internal static class PacsHost
{
    /// <summary>
    /// A setting of the host. Its watch for changes of appsettings.json takes in all folders below the current one, and so
    /// every file that an archive in ./data writes.
    /// </summary>
    private const string WatchNothing = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Serves until the process is asked to stop.</summary>
    /// <param name="settings">Settings of the command line, over files and environment.</param>
    /// <param name="ready">Called once, with the line to print, when both doors answer.</param>
    /// <param name="cancellationToken">Stops the archive.</param>
    /// <exception cref="OptionsValidationException">The configuration is not one to serve with.</exception>
    /// <exception cref="IOException">A port is taken, or the data directory cannot be used.</exception>
    public static async Task RunAsync(
        IEnumerable<KeyValuePair<string, string?>> settings, Action<string> ready, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder([WatchNothing]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // a failed start is thrown, too
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });

        var options = PacsSettings.OptionsOf(builder.Configuration);
        var controlSocket = ControlSocket.PathIn(options.DataDirectory);
        var controlFlaw = ControlSocket.FlawOf(controlSocket);
        LetThreadsWaitForTheDisk();
        await using var archive = await DicomArchive.OpenAsync(
            PacsSettings.ArchiveOptionsOf(options), TimeProvider.System, cancellationToken);
        AddServices(builder.Services, options, archive);

        builder.WebHost.UseSockets(sockets =>
        {
            sockets.UnsafePreferInlineScheduling = true; // two switches fewer per request
            sockets.WaitForDataBeforeAllocatingBuffer = false; // and one call fewer, for a block per idle connection
            ControlDoor.Configure(sockets);
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var address = IPAddress.Parse(options.ListenAddress);
            var httpAddress = IPAddress.Parse(options.HttpListenAddress ?? options.ListenAddress);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestHeadersTotalSize = options.Limits.HttpHeaderBytes;
            kestrel.Listen(new DimseEndPoint(address, options.DicomPort), door => door.UseConnectionHandler<DimseConnectionHandler>());
            kestrel.Listen(httpAddress, options.HttpPort);
            if (controlFlaw is null) ControlDoor.Listen(kestrel, controlSocket);
        });

        await using var app = builder.Build();
        app.MapGet("/health/live", () => "live");
        app.MapGet("/health/ready", () => "ready");
        ControlDoor.Map(app, new Premises(archive)
        {
            Statistics = app.Services.GetRequiredService<LiveStatistics>(),
            ReadConfiguration = () => ConfigurationOf(app, options),
        });

        DicomWebDoor.Map(app);

        await StartAsync(app, options, cancellationToken);
        HostingLog.Recovered(app.Logger, archive.Recovery);
        if (controlFlaw is not null) HostingLog.Uncontrolled(app.Logger, controlFlaw);
        if (NativeCodec.InstallCommand is { } command)
        {
            var missing = NativeCodec.All.Where(codec => !codec.IsPresent).Select(codec => $"{codec.FileName} ({codec.Covers})");
            HostingLog.WithoutCodecs(app.Logger, string.Join(", ", missing), command);
        }

        foreach (var syntax in options.Compression.Select(rule => rule.ToRule().Syntax).Distinct())
        {
            if (Transcoder.RefusalOf(syntax, isLossy: false) is { } refusal) HostingLog.Uncompressed(app.Logger, refusal);
        }

        ready(ReadyLine(app, options));
        await app.WaitForShutdownAsync(cancellationToken);
    }

    private static async Task StartAsync(WebApplication app, PacsOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new IOException(
                $"Port {options.DicomPort} (DICOM) of {options.ListenAddress} or {options.HttpPort} (HTTP) of " +
                $"{options.HttpListenAddress ?? options.ListenAddress} is in use by another program.",
                taken);
        }
    }

    private static string ReadyLine(WebApplication app, PacsOptions options)
    {
        var (dicom, http) = DoorsOf(app);
        return $"Pacs is ready: AE title {options.AeTitle}, DICOM {dicom.Host}:{dicom.Port}, HTTP {http.Host}:{http.Port}, " +
            $"data in {options.DataDirectory}";
    }

    private static ServerConfiguration ConfigurationOf(WebApplication app, PacsOptions options)
    {
        var (dicom, http) = DoorsOf(app);
        return ServerConfiguration.Of(options, dicom.Port, http.Port) with { ProcessId = Environment.ProcessId };
    }

    /// <summary>The ports that are really open, in the order in which the doors were made; the control door has none.</summary>
    private static (Uri Dicom, Uri Http) DoorsOf(WebApplication app)
    {
        Uri[] doors =
        [
            .. app.Urls.Where(url => !url.StartsWith("http://unix:", StringComparison.Ordinal)).Select(url => new Uri(url)),
        ];
        return (doors[0], doors[1]);
    }

    /// <summary>
    /// Whoever stores waits for the disk on its own thread, at most one per shard and one for the index: others are to
    /// go on meanwhile, at once.
    /// </summary>
    private static void LetThreadsWaitForTheDisk()
    {
        const int waiting = 8;
        ThreadPool.GetMinThreads(out _, out var completionPorts);
        ThreadPool.SetMinThreads(Environment.ProcessorCount + waiting, completionPorts);
    }

    private static void AddServices(IServiceCollection services, PacsOptions options, DicomArchive archive)
    {
        services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPoolFactory>();
        services.AddSingleton<IConnectionListenerFactory, DimseListenerFactory>();
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.AddSingleton(archive.Ingest);
        services.AddSingleton(archive.Query);
        services.AddSingleton(archive.Retrieve);
        services.AddSingleton(archive.Deletion);
        services.AddSingleton(archive.Changes);
        services.AddSingleton(archive.Cache);
        services.AddCors();
        services.AddSingleton<MetadataBundles>();
        services.AddSingleton<RenderingSlots>();
        services.AddSingleton<Thumbnails>();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<LiveStatistics>();
        services.AddSingleton<PeerDirectory>();
        services.AddSingleton<AssociationAdmission>();
        services.AddSingleton<DimseDispatch>();
        services.AddSingleton<CStoreScp>();
        services.AddSingleton<CFindScp>();
        services.AddSingleton<CMoveScp>();
        services.AddSingleton<CGetScp>();
        services.AddSingleton(TimeProvider.System);
    }
}
