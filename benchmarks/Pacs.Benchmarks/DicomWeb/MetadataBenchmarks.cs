using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Pacs.Archive;
using Pacs.Archive.Retrieve;
using Pacs.Benchmarks.Archive;
using Pacs.Server.DicomWeb.Retrieving;

namespace Pacs.Benchmarks.DicomWeb;

/// <summary>What do the metadata of 400 CT images cost the first time, and once their bundle is made?</summary>
[MemoryDiagnoser]
public class MetadataBenchmarks
{
    private const int Images = 400;

    private readonly string _directory = Directory.CreateTempSubdirectory("pacs-benchmark-").FullName;
    private DicomArchive _archive = null!;
    private MetadataBundles _bundles = null!;
    private StoredSeries _series = null!;

    [GlobalSetup]
    public async Task FillAsync()
    {
        _archive = await DicomArchive.OpenAsync(
            new ArchiveOptions { DataDirectory = _directory, FreeDiskBytes = 0 }, TimeProvider.System, CancellationToken.None);
        for (var number = 1; number <= Images; number++)
        {
            using var received = await _archive.Ingest.ReceiveAsync(
                MadeImage.Arrival(number), new Pieces(MadeImage.Bytes(number, MadeImage.CtPixels), MadeImage.CtPixels), CancellationToken.None);
            await received.StoreAsync();
        }

        _bundles = new MetadataBundles(_archive.Cache, TimeProvider.System, NullLogger<MetadataBundles>.Instance);
        _series = _archive.Retrieve.FindSeries(DicomArchive.DefaultTenant, MadeImage.Study, MadeImage.Series).Single();
    }

    /// <summary>Its name goes first, a hundredth of it.</summary>
    [Benchmark]
    public async Task MakeBundleAsync()
    {
        using (var made = await OpenAsync()) File.Delete(made.Deflated.Name);
        (await OpenAsync()).Dispose();
    }

    [Benchmark]
    public async Task OpenBundleAsync() => (await OpenAsync()).Dispose();

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _archive.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private Task<MetadataBundle> OpenAsync() => _bundles.OpenAsync(_series, "http://localhost/dicom-web", CancellationToken.None);
}
