using Pacs.Archive.Caching;
using Pacs.Archive.Ingest;
using Pacs.Archive.Deletion;
using Pacs.Archive.Query;
using Pacs.Archive.Reindexing;
using Pacs.Archive.Retrieve;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Tests;

/// <summary>
/// The verbs over a real store and index in a directory of their own. Bodies spill to disk after a few kilobytes, and
/// the store can be looked into.
/// </summary>
internal sealed class TestArchive : IAsyncDisposable
{
    /// <summary>Gives everything back at once that can be.</summary>
    private static readonly SpaceOptions Eager = new() { WorthSealing = 0, CopyRate = long.MaxValue, CopyLength = 4 << 10 };

    private readonly TemporaryDirectory _directory;

    private TestArchive(TemporaryDirectory directory, Disk disk, long minimumFreeBytes, long segmentLength)
    {
        _directory = directory;
        var options = new SegmentStoreOptions
        {
            SegmentLength = segmentLength,
            BlockLength = 1 << 10,
            SpillLength = 8 << 10,
            MinimumFreeBytes = minimumFreeBytes,
            MinimumFreeFraction = 1,
        };
        Store = SegmentStore.Open(_directory, options, disk, TimeProvider.System);
    }

    public SegmentStore Store { get; }

    public ArchiveIndex Index { get; private set; } = null!;

    public InstanceIngest Ingest => IngestWith();

    /// <summary>That compresses by rules.</summary>
    public InstanceIngest IngestWith(params IReadOnlyList<CompressionRule> rules) => new(
        Store, Index, InstanceHeader.Bounds(Index.WantedAttributes), new IngestCompression(Store, Index.WantedAttributes, rules));

    public ArchiveQuery Query => new(Store, Index, new ArchiveOptions { DataDirectory = _directory }, TimeProvider.System);

    public ArchiveRetrieve Retrieve => new(Store, Index);

    public SpaceReturn Space { get; private set; } = null!;

    public ArchiveCache Cache => new(_directory);

    public ArchiveDeletion Deletion => new(Store, Index, Space, Cache);

    public static Task<TestArchive> OpenAsync(long minimumFreeBytes = 0, long segmentLength = 512L << 20) =>
        OpenAsync(new TemporaryDirectory(), new Disk(), minimumFreeBytes, segmentLength);

    /// <summary>Over a directory that goes with it, and a disk that may fail.</summary>
    public static async Task<TestArchive> OpenAsync(
        TemporaryDirectory directory, Disk disk, long minimumFreeBytes = 0, long segmentLength = 512L << 20)
    {
        var archive = new TestArchive(directory, disk, minimumFreeBytes, segmentLength);
        try
        {
            await archive.OpenIndexAsync();
            return archive;
        }
        catch
        {
            await archive.Store.DisposeAsync();
            if (archive.Index is { } index) await index.DisposeAsync();
            throw;
        }
    }

    private async Task OpenIndexAsync()
    {
        Index = await ArchiveIndex.OpenAsync(Path.Combine(_directory, "index.db"), [], CancellationToken.None);
        await new LogReplay(Store, Index).RunAsync(entersInstances: true, CancellationToken.None);
        Space = new SpaceReturn(Store, Index, Eager, TimeProvider.System);
    }

    public string Directory => _directory;

    /// <summary>All that the log holds, in its order.</summary>
    public IReadOnlyList<LogEntry> Log() => [.. Store.Segments().SelectMany(segment => Store.ReadLog(segment.Id, 0))];

    /// <summary>Nothing of what was sent is left: not in the log, not in the index, not in memory, not on disk.</summary>
    public async Task AssertHoldsNothingAsync()
    {
        Assert.Empty(Log());
        Assert.Equal(default, await Index.CountAsync(CancellationToken.None));
        Assert.Equal(0, Store.BufferedBytes);
        Assert.Empty(System.IO.Directory.GetFiles(Path.Combine(_directory, "incoming")));
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Index.DisposeAsync();
        Space.Dispose();
        _directory.Dispose();
    }
}
