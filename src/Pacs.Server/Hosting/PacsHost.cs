using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Pacs.Archive;
using Pacs.Server.Dimse;
using Pacs.Server.Peers;

namespace Pacs.Server.Hosting;

/// <summary>The running archive: its data is opened, then its doors.</summary>
internal static class PacsHost
{
    /// <summary>Serves until the process is asked to stop.</summary>
    /// <param name="settings">Settings of the command line, over files and environment.</param>
    /// <param name="ready">Called once, with the line to print, when both doors answer.</param>
    /// <param name="cancellationToken">Stops the archive.</param>
    /// <exception cref="OptionsValidationException">The configuration is not one to serve with.</exception>
    /// <exception cref="IOException">A port is taken, or the data directory cannot be used.</exception>
    public static async Task RunAsync(
        IEnumerable<KeyValuePair<string, string?>> settings, Action<string> ready, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });

        var options = OptionsOf(builder.Configuration);
        await using var archive = await OpenAsync(options, cancellationToken);
        AddServices(builder.Services, options, archive);

        ListenOptions dicom = null!, http = null!;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var address = IPAddress.Parse(options.ListenAddress);
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, options.DicomPort, door =>
            {
                door.UseConnectionHandler<DimseConnectionHandler>();
                dicom = door;
            });
            kestrel.Listen(address, options.HttpPort, door => http = door);
        });

        await using var app = builder.Build();
        app.MapGet("/health/live", () => "live");
        app.MapGet("/health/ready", () => "ready");

        await app.StartAsync(cancellationToken);
        HostingLog.Recovered(app.Logger, archive.Recovery);
        ready($"Pacs is ready: AE title {options.AeTitle}, DICOM {dicom.EndPoint}, HTTP {http.EndPoint}, data in {options.DataDirectory}");
        await app.WaitForShutdownAsync(cancellationToken);
    }
    private static PacsOptions OptionsOf(ConfigurationManager configuration)
    {
        var options = configuration.GetSection(PacsOptions.Section).Get<PacsOptions>() ?? new PacsOptions();
        string[] failures =
        [
            .. new PacsOptionsAttributes().Validate(null, options).Failures ?? [],
            .. new PacsOptionsRules().Validate(null, options).Failures ?? [],
        ];
        return failures.Length == 0 ? options : throw new OptionsValidationException(PacsOptions.Section, typeof(PacsOptions), failures);
    }

    private static Task<DicomArchive> OpenAsync(PacsOptions options, CancellationToken cancellationToken) => DicomArchive.OpenAsync(
        new ArchiveOptions
        {
            DataDirectory = options.DataDirectory,
            FreeDiskPercent = options.Limits.FreeDiskPercent,
            FreeDiskBytes = options.Limits.FreeDiskBytes,
            IngestBufferBytes = options.Limits.IngestBufferBytes,
        },
        TimeProvider.System,
        cancellationToken);

    private static void AddServices(IServiceCollection services, PacsOptions options, DicomArchive archive)
    {
        services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPoolFactory>();
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        services.AddSingleton(archive.Ingest);
        services.AddSingleton(archive.Query);
        services.AddSingleton(archive.Retrieve);
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
