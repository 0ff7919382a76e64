using BenchmarkDotNet.Attributes;
using Pacs.Archive;
using Pacs.Archive.Ingest;

namespace Pacs.Benchmarks.Archive;

/// <summary>What does it cost to receive a CT image, in few pieces and in many, and to store a small one?</summary>
[MemoryDiagnoser]
public class IngestBenchmarks
{
    private const int SmallPixels = 6 << 10, LongPiece = 128 << 10, ShortPiece = 4 << 10;

    private readonly string _directory = Directory.CreateTempSubdirectory("pacs-benchmark-").FullName;
    private readonly byte[] _image = MadeImage.Bytes(1, MadeImage.CtPixels);
    private DicomArchive _archive = null!;
    private int _number;

    [GlobalSetup]
    public async Task OpenAsync() => _archive = await DicomArchive.OpenAsync(
        new ArchiveOptions { DataDirectory = _directory, FreeDiskBytes = 0 }, TimeProvider.System, CancellationToken.None);

    [Benchmark]
    public Task ReceiveInLongPiecesAsync() => ReceiveAsync(LongPiece);

    [Benchmark]
    public Task ReceiveInShortPiecesAsync() => ReceiveAsync(ShortPiece);

    /// <summary>The making of the image is in it, about a third.</summary>
    [Benchmark]
    public async Task StoreSmallAsync()
    {
        var image = MadeImage.Bytes(++_number, SmallPixels);
        using var received = await _archive.Ingest.ReceiveAsync(
            MadeImage.Arrival(_number), new Pieces(image, LongPiece), CancellationToken.None);
        var result = await received.StoreAsync();
        if (result.Outcome != IngestOutcome.Stored) throw new InvalidOperationException($"{result}");
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _archive.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task ReceiveAsync(int pieceLength)
    {
        using var received = await _archive.Ingest.ReceiveAsync(
            MadeImage.Arrival(1), new Pieces(_image, pieceLength), CancellationToken.None);
    }
}
