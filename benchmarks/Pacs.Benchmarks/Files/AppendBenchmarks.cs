using System.Globalization;
using BenchmarkDotNet.Attributes;
using Pacs.Files;

namespace Pacs.Benchmarks.Files;

/// <summary>What does it cost to append a body to a segment, and how much of that is the sync?</summary>
[MemoryDiagnoser]
public class AppendBenchmarks
{
    private const int SmallLength = 6 << 10;

    private readonly string _directory = Directory.CreateTempSubdirectory("pacs-benchmark-").FullName;
    private readonly byte[] _body = new byte[MadeImage.CtPixels];
    private SegmentStore _synced = null!;
    private SegmentStore _unsynced = null!;
    private int _number;

    [GlobalSetup]
    public void Open()
    {
        _synced = Open("synced", new Disk());
        _unsynced = Open("unsynced", new UnsyncedDisk());
    }

    [Benchmark]
    public Task SmallAsync() => AppendAsync(_synced, SmallLength);

    [Benchmark]
    public Task SmallUnsyncedAsync() => AppendAsync(_unsynced, SmallLength);

    [Benchmark]
    public Task CtAsync() => AppendAsync(_synced, MadeImage.CtPixels);

    [Benchmark]
    public Task CtUnsyncedAsync() => AppendAsync(_unsynced, MadeImage.CtPixels);

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _synced.DisposeAsync();
        await _unsynced.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private SegmentStore Open(string name, Disk disk)
    {
        var options = new SegmentStoreOptions { MinimumFreeBytes = 0, SegmentLength = 64 << 20 };
        var store = SegmentStore.Open(Path.Combine(_directory, name), options, disk, TimeProvider.System);
        foreach (var _ in store.Recover(_ => 0, _ => 0))
        {
            // There is nothing yet.
        }

        return store;
    }

    private Task<AppendResult> AppendAsync(SegmentStore store, int length)
    {
        var body = store.NewBody();
        body.Write(_body.AsSpan(0, length));
        return store.AppendAsync("1.2.3", (++_number).ToString(CultureInfo.InvariantCulture), "default CT1", body);
    }
}
