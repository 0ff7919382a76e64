using Pacs.Archive.Caching;
using Pacs.Archive.ChangeFeed;
using Pacs.Archive.Conflicts;
using Pacs.Archive.Deletion;
using Pacs.Archive.Ingest;
using Pacs.Archive.Promoting;
using Pacs.Archive.Query;
using Pacs.Archive.Reindexing;
using Pacs.Archive.Retrieve;
using Pacs.Archive.Verification;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive;

/// <summary>
/// An archive that is open: its segments, the index derived from them, and the verbs on both. One process at a time has
/// a data directory open.
/// </summary>
public sealed class DicomArchive : IAsyncDisposable
{
    /// <summary>Whose archive it is when nobody says.</summary>
    public const string DefaultTenant = ArchiveIndex.DefaultTenant;

    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly IndexFiles _indexFiles;
    private readonly string _dataDirectory;
    private readonly CancellationTokenSource _closing = new();
    private readonly IngestCompression _compression;
    private readonly Task _spaceReturn;
    private readonly Task _filling;

    private DicomArchive(
        SegmentStore store, ArchiveIndex index, ArchiveCache cache, RecoveryReport recovery, ArchiveOptions options, TimeProvider clock)
    {
        _store = store;
        _index = index;
        _dataDirectory = Path.GetFullPath(options.DataDirectory);
        _indexFiles = new IndexFiles(_dataDirectory);
        Recovery = recovery;
        Cache = cache;
        _compression = new IngestCompression(store, index.WantedAttributes, options.Compression);
        var bounds = InstanceHeader.Bounds(index.WantedAttributes) with
        {
            MaxBytes = options.HeaderBytes,
            MaxDepth = options.NestingLevels,
            MaxInflation = options.Inflation,
        };
        Ingest = new InstanceIngest(store, index, bounds, _compression);
        Query = new ArchiveQuery(store, index, options, clock);
        Retrieve = new ArchiveRetrieve(store, index);
        Conflicts = new ArchiveConflicts(index);
        Verification = new ArchiveVerification(store, index, options.DataDirectory, clock);
        Space = new SpaceReturn(store, index, new SpaceOptions(), clock);
        Deletion = new ArchiveDeletion(store, index, Space, cache);
        Changes = new ArchiveChanges(store, index);
        Reindexing = new ArchiveReindexing(store, index, _indexFiles, Space, clock);
        Filling = new AttributeFilling(store, index, clock);
        _spaceReturn = Task.Run(() => Space.RunAsync(_closing.Token));
        _filling = Task.Run(() => Filling.RunAsync(_closing.Token));
    }

    /// <summary>The version of the database library, for whoever looks for the cause of something.</summary>
    public static string SqliteVersion => ArchiveIndex.SqliteVersion;

    public InstanceIngest Ingest { get; }

    public ArchiveQuery Query { get; }

    public ArchiveRetrieve Retrieve { get; }

    public ArchiveConflicts Conflicts { get; }

    public ArchiveVerification Verification { get; }

    public ArchiveDeletion Deletion { get; }

    public ArchiveChanges Changes { get; }

    public ArchiveCache Cache { get; }

    public ArchiveReindexing Reindexing { get; }

    /// <summary>Runs by itself while the archive is open.</summary>
    public SpaceReturn Space { get; }

    /// <summary>Runs by itself until promoted attributes are complete.</summary>
    public AttributeFilling Filling { get; }

    /// <summary>What opening found behind what the index knew.</summary>
    public RecoveryReport Recovery { get; }

    /// <summary>True when an archive has been made in the directory, whether or not it is open.</summary>
    public static bool IsIn(string dataDirectory) => SegmentStore.IsIn(dataDirectory);

    /// <summary>Opens the archive, brings the index up to the end of the log, and cuts off what a crash left half written.</summary>
    /// <exception cref="IOException">The data directory cannot be used; another process using it is one reason.</exception>
    /// <exception cref="InvalidDataException">The directory holds something else, or a newer version's data.</exception>
    public static async Task<DicomArchive> OpenAsync(ArchiveOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var files = new SegmentStoreOptions
        {
            MinimumFreeFraction = options.FreeDiskPercent / 100,
            MinimumFreeBytes = options.FreeDiskBytes,
            BufferBudget = options.IngestBufferBytes,
        };
        var store = SegmentStore.Open(options.DataDirectory, files, new Disk(), clock);
        try
        {
            var (index, isWhole) = await OpenIndexAsync(options, cancellationToken);
            try
            {
                var recovery = await new LogReplay(store, index).RunAsync(entersInstances: isWhole, cancellationToken);
                var cache = new ArchiveCache(options.DataDirectory);
                cache.Settle();
                return new DicomArchive(store, index, cache, recovery, options, clock);
            }
            catch
            {
                await index.DisposeAsync();
                throw;
            }
        }
        catch (UnusableIndexException unusable)
        {
            await store.DisposeAsync();
            throw new InvalidDataException(unusable.Message, unusable);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>The index, and whether it is to be brought up to the end of the log.</summary>
    private static async Task<(ArchiveIndex Index, bool IsWhole)> OpenIndexAsync(
        ArchiveOptions options, CancellationToken cancellationToken)
    {
        var files = new IndexFiles(options.DataDirectory);
        try
        {
            files.Settle();
            return (await ArchiveIndex.OpenAsync(files.Settled, options.PromotedAttributes, cancellationToken), true);
        }
        catch (UnusableIndexException) when (!options.NeedsIndex)
        {
            files.SetAside();
            return (await ArchiveIndex.OpenAsync(files.Settled, options.PromotedAttributes, cancellationToken), false);
        }
    }

    /// <summary>What the archive holds and what it uses, now.</summary>
    /// <exception cref="IOException">The disk cannot be asked.</exception>
    public async Task<ArchiveState> ReadStateAsync(CancellationToken cancellationToken)
    {
        var held = await _index.CountAsync(cancellationToken);
        var segments = _store.Segments();
        var space = _store.Space();
        return new ArchiveState
        {
            DataDirectory = _dataDirectory,
            Patients = held.Patients,
            Studies = held.Studies,
            Series = held.Series,
            Instances = held.Instances,
            Segments = segments.Count,
            StoredBytes = segments.Sum(segment => segment.Length),
            FreeBytes = space.Available,
            DiskBytes = space.Total,
            BufferedBytes = _store.BufferedBytes,
            BufferBytes = _store.BufferBudget,
            Conflicts = await _index.CountConflictsAsync(cancellationToken),
            IndexTrouble = _index.Trouble,
            SpaceTrouble = Space.Trouble,
            Compression = _compression.State,
            PromotedAttributes = Filling.Progress,
            PromotionTrouble = Filling.Trouble,
            Damage = Recovery.Damage,
            Verification = Verification.Last,
        };
    }

    /// <summary>Finishes what is being written, in the order in which it depends on each other.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _spaceReturn;
        await _filling;
        await _store.DisposeAsync();
        await _index.DisposeAsync();
        _indexFiles.Settle();
        Space.Dispose();
        _compression.Dispose();
        _closing.Dispose();
    }
}
