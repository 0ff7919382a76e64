using BenchmarkDotNet.Attributes;
using Pacs.Archive;
using Pacs.Archive.Query;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Benchmarks.Archive;

/// <summary>What does it cost to find out what is to be sent of a study, to read images of 0.5 and 100 MB, and to find a frame?</summary>
[MemoryDiagnoser]
public class RetrieveBenchmarks
{
    private const int Images = 400, LongFrames = 200, LongNumber = Images + 1;

    private readonly string _directory = Directory.CreateTempSubdirectory("pacs-benchmark-").FullName;
    private readonly byte[] _block = new byte[128 << 10];
    private readonly DataSet _study = new();
    private DicomArchive _archive = null!;
    private StoredInstance _image = null!;
    private StoredInstance _long = null!;

    [GlobalSetup]
    public async Task FillAsync()
    {
        _archive = await DicomArchive.OpenAsync(
            new ArchiveOptions { DataDirectory = _directory, FreeDiskBytes = 0 }, TimeProvider.System, CancellationToken.None);
        for (var number = 1; number <= Images; number++) await StoreAsync(number, number == 1 ? MadeImage.CtPixels : 512);
        await StoreAsync(LongNumber, LongFrames * MadeImage.CtPixels);
        _image = Find(1);
        _long = Find(LongNumber);
        _study.Set(Tags.QueryRetrieveLevel, "STUDY");
        _study.Set(Tags.StudyInstanceUID, MadeImage.Study);
    }

    [Benchmark]
    public async Task<int> PlanStudyAsync() =>
        (await _archive.Retrieve.LocateAsync(QueryRoot.Study, _study, CancellationToken.None)).Count;

    [Benchmark]
    public long ReadCt() => Read(_image);

    [Benchmark]
    public long ReadLong() => Read(_long);

    [Benchmark]
    public long FindFrame() => _archive.Retrieve.ReadFrames(_long).Table.LengthOf(LongFrames / 2);

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _archive.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StoreAsync(int number, int pixelLength)
    {
        using var received = await _archive.Ingest.ReceiveAsync(
            MadeImage.Arrival(number), new Pieces(MadeImage.Bytes(number, pixelLength), _block.Length), CancellationToken.None);
        await received.StoreAsync();
    }

    private StoredInstance Find(int number) =>
        _archive.Retrieve.FindInstance(DicomArchive.DefaultTenant, MadeImage.Study, MadeImage.Series, MadeImage.InstanceUid(number))
            ?? throw new InvalidOperationException("What was stored is not there.");

    private long Read(StoredInstance instance)
    {
        using var dataSet = instance.OpenDataSet();
        var length = 0L;
        while (dataSet.Read(_block) is > 0 and var count) length += count;
        return length;
    }
}
