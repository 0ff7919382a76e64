using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Pacs.Files;

/// <summary>
/// Immutable bodies, appended to sharded segments and durable when an append returns. A segment is a plain tar archive:
/// anybody can take the bodies out with <c>tar xf</c>, without this software.
/// <para>
/// The life of a store: <see cref="Open"/>, <see cref="Recover"/> read to its end, then any number of threads append and
/// read, then dispose, which writes what waits.
/// </para>
/// </summary>
public sealed partial class SegmentStore : IAsyncDisposable
{
    private readonly StoreLayout _layout;
    private readonly Disk _disk;
    private readonly LogClock _clock;
    private readonly SegmentStoreOptions _options;
    private readonly StoreIdentity _identity;
    private readonly SafeFileHandle _lock;
    private readonly SpaceFloor _floor;
    private readonly BlockPool _pool;
    private readonly IncomingSpace _space;
    private readonly SegmentHandles _handles;
    private readonly ShardWriter?[] _writers;
    private volatile bool _isRecovered;

    private SegmentStore(
        StoreLayout layout, SegmentStoreOptions options, Disk disk, TimeProvider time, StoreIdentity identity, SafeFileHandle @lock)
    {
        _layout = layout;
        _options = options;
        _disk = disk;
        _clock = new LogClock(time);
        _identity = identity;
        _lock = @lock;
        _floor = new SpaceFloor(disk, layout.Store, options, time);
        _pool = new BlockPool(options.BlockLength, options.BufferBudget);
        _space = new IncomingSpace(layout, disk, _floor, identity.Id, options.SpillLength);
        _handles = new SegmentHandles(layout, disk, options.OpenSegments);
        _writers = new ShardWriter?[identity.ShardCount];
    }

    public int ShardCount => _identity.ShardCount;

    /// <summary>Bytes of memory that bodies hold now.</summary>
    public long BufferedBytes => _pool.Rented;

    /// <summary>Bytes of memory that bodies may hold.</summary>
    public long BufferBudget => _options.BufferBudget;

    /// <summary>True when a store has been made in the directory.</summary>
    public static bool IsIn(string directory) => File.Exists(new StoreLayout(directory).IdentityFile);

    /// <summary>Opens the store in a directory for this process alone, and makes it when it is not there.</summary>
    /// <exception cref="StoreInUseException">Another process has it open.</exception>
    /// <exception cref="InvalidDataException">The directory holds something that this version cannot know.</exception>
    public static SegmentStore Open(string directory, SegmentStoreOptions options, Disk disk, TimeProvider time)
    {
        options.Validate();
        var layout = new StoreLayout(directory);
        CreateDirectory(layout.Root, disk);
        var @lock = TakeLock(layout, disk);
        try
        {
            var identity = StoreIdentity.ReadOrCreate(layout, disk, options.ShardCount);
            CreateDirectory(layout.Incoming, disk);
            CreateDirectory(layout.Store, disk);
            for (var shard = 0; shard < identity.ShardCount; shard++)
                CreateDirectory(layout.Shard(shard), disk);
            foreach (var leftover in disk.FilesIn(layout.Incoming))
                disk.Delete(leftover); // never acknowledged

            return new SegmentStore(layout, options, disk, time, identity, @lock);
        }
        catch
        {
            disk.Unlock(@lock);
            throw;
        }
    }

    /// <summary>
    /// Reads what lies behind the offset up to which each segment is known to the caller: the members to apply, damage to
    /// report, and torn tails, which it cuts off. Everything it returns is durable. Appends are possible once it has been
    /// read to its end.
    /// </summary>
    /// <param name="appliedUpTo">The <see cref="LogEntry.End"/> of the last entry that was applied, 0 for none.</param>
    /// <param name="lastKnownNumber">
    /// By shard, the highest number that a segment is known to have had: where one was lost no other gets its number.
    /// </param>
    public IEnumerable<LogEntry> Recover(Func<SegmentId, long> appliedUpTo, Func<int, int> lastKnownNumber)
    {
        if (_isRecovered)
            throw new InvalidOperationException("The store has been recovered.");

        for (var shard = 0; shard < ShardCount; shard++)
        {
            var recovery = new ShardRecovery(
                shard, _layout, _disk, _identity.Id, _options.SegmentLength, lastKnownNumber(shard));
            foreach (var entry in recovery.Run(appliedUpTo))
            {
                if (entry is LogMember member)
                    _clock.Pass(member.ReceivedAt);
                yield return entry;
            }

            _writers[shard] = new ShardWriter(
                shard, _layout, _disk, _floor, _clock, _options.SegmentLength, recovery.Current, recovery.LastNumber);
        }

        _isRecovered = true;
    }

    /// <summary>What is appended from now on was received later than this, whatever the machine's clock says.</summary>
    public void ContinueAfter(DateTimeOffset latestKnown) => _clock.Pass(latestKnown);

    /// <summary>Why this many bytes would be refused now; null when there is room. Reserves nothing.</summary>
    public AppendFailure? RefusalOf(long bytes) => _floor.Refuses(bytes, isReserved: false);

    /// <summary>What the disk has, and has left.</summary>
    /// <exception cref="IOException">It cannot be asked.</exception>
    public FreeSpace Space() => _disk.SpaceAt(_layout.Store);

    /// <summary>A body to fill; dispose it when it has been appended, or will not be.</summary>
    public IncomingBody NewBody() => new(_space, _pool);

    /// <summary>
    /// Appends a body to the current segment of the key's shard. When the task completes with an extent, the body is
    /// durable. Unless the shard is being written to, that is done here and now: the calling thread waits for the disk.
    /// Nothing calls back what has been queued, so this takes no cancellation token.
    /// </summary>
    /// <param name="key">What is to lie together has the same key.</param>
    /// <param name="name">The path under which tar will unpack it, such as <c>a/b/c.dcm</c>; need not be unique.</param>
    /// <param name="note">Up to 48 printable ASCII characters that come back with the member when the log is read.</param>
    /// <param name="body">Belongs to the store from here on, whatever the result.</param>
    public Task<AppendResult> AppendAsync(string key, string name, string note, IncomingBody body) =>
        AppendAsync(ShardOf(key), name, note, body, receivedAt: null);

    /// <summary>
    /// Appends a member anew to its shard, so that the segment it lies in can go: with the same bytes, name and time, and a
    /// note that says so. When the task completes with an extent, the copy is durable.
    /// </summary>
    /// <exception cref="DamagedBodyException">The body is not what was stored: it is not copied.</exception>
    /// <exception cref="IOException">The segment is missing or cannot be read.</exception>
    public async Task<AppendResult> CopyAsync(LogMember member, string note)
    {
        using var body = NewBody();
        await using (var original = OpenVerified(member.Extent, member.Digest))
        {
            while (original.Read(body.GetSpan()) is > 0 and var count)
                body.Advance(count);
        }

        return await AppendAsync(member.Segment.Shard, member.Name, note, body, member.ReceivedAt);
    }

    /// <summary>Reads from a position of a body into the buffer; returns how much, 0 at the body's end.</summary>
    /// <exception cref="IOException">The segment is missing, too short, or cannot be read.</exception>
    public int Read(Extent extent, long position, Span<byte> buffer)
    {
        var handle = _handles.Rent(extent.Segment);
        try
        {
            return ExtentStream.Read(_disk, handle, extent, position, buffer);
        }
        finally
        {
            _handles.Return(handle);
        }
    }

    /// <summary>A body as a stream that can seek. The system is told to read it ahead.</summary>
    /// <exception cref="IOException">The segment is missing or cannot be opened.</exception>
    public Stream OpenRead(Extent extent)
    {
        // Past this the kernel's own read-ahead has found its pace.
        const long Ahead = 4 << 20;

        var handle = _handles.Rent(extent.Segment);
        _disk.ReadAhead(handle.File, extent.Offset, Math.Min(extent.Length, Ahead));
        return new ExtentStream(_disk, _handles, handle, extent);
    }

    /// <summary>Hint: the front of a body will be read soon. Several are read at once by the medium then, not one after another.</summary>
    /// <exception cref="IOException">The segment is missing or cannot be opened.</exception>
    public void ExpectFront(Extent extent, int length)
    {
        var handle = _handles.Rent(extent.Segment);
        _disk.ReadAhead(handle.File, extent.Offset, Math.Min(extent.Length, length));
        _handles.Return(handle);
    }

    /// <summary>A body as a stream that can seek, of which only some places will be read: nothing is read ahead.</summary>
    /// <exception cref="IOException">The segment is missing or cannot be opened.</exception>
    public Stream OpenSkimmed(Extent extent) => new ExtentStream(_disk, _handles, _handles.Rent(extent.Segment), extent);

    /// <summary>
    /// A body to be read once, front to back, that ends in an exception instead of its last bytes when it is not what was
    /// stored.
    /// </summary>
    /// <exception cref="IOException">The segment is missing or cannot be opened.</exception>
    public Stream OpenVerified(Extent extent, UInt128 digest) => new VerifiedStream(OpenRead(extent), digest);

    /// <summary>Verifies one member against its header: a <see cref="LogMember"/>, or the <see cref="LogDamage"/>.</summary>
    public LogEntry Verify(Extent extent)
    {
        SegmentHandle handle;
        try
        {
            handle = _handles.Rent(extent.Segment);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new LogDamage(extent.Segment, extent.HeaderOffset, extent.End, "The segment is missing.");
        }

        try
        {
            var log = new SegmentLog(
                _disk, _identity.Id, extent.Segment, handle.File, _disk.LengthOf(handle.File), isSealed: false);
            var entry = log.Read(extent.HeaderOffset);
            return entry switch
            {
                LogMember member when member.Extent != extent =>
                    new LogDamage(extent.Segment, extent.HeaderOffset, extent.End, $"'{member.Name}' is here, of another length."),
                LogHole hole => new LogDamage(extent.Segment, extent.HeaderOffset, extent.End, $"'{hole.Name}' was deleted."),
                _ => entry,
            };
        }
        finally
        {
            _handles.Return(handle);
        }
    }

    /// <summary>What the header of a body says, the body unread; null when there is none of ours that fits.</summary>
    /// <exception cref="IOException">The segment is missing or cannot be read.</exception>
    public LogEntry? Skim(Extent extent)
    {
        var handle = _handles.Rent(extent.Segment);
        try
        {
            var log = new SegmentLog(_disk, _identity.Id, extent.Segment, handle.File, extent.End, isSealed: false);
            var entry = log.SkimFrom(extent.HeaderOffset).FirstOrDefault();
            return entry is LogMember or LogHole && entry.End == extent.End ? entry : null;
        }
        finally
        {
            _handles.Return(handle);
        }
    }

    /// <summary>As <see cref="ReadLog"/>, but the bodies are not read: members are given as their headers describe them.</summary>
    public IEnumerable<LogEntry> SkimLog(SegmentId segment, long offset) => Walk(segment, log => log.SkimFrom(offset));

    /// <summary>Reads a segment from a member's boundary, 0 or an <see cref="LogEntry.End"/>; changes nothing.</summary>
    public IEnumerable<LogEntry> ReadLog(SegmentId segment, long offset) => Walk(segment, log => log.ReadFrom(offset));

    /// <summary>All segments, in the order of their shards and numbers.</summary>
    public IReadOnlyList<SegmentInfo> Segments()
    {
        var segments = new List<SegmentInfo>();
        for (var shard = 0; shard < ShardCount; shard++)
        {
            foreach (var path in _disk.FilesIn(_layout.Shard(shard)))
            {
                if (StoreLayout.SegmentOf(shard, path) is not var (id, isSealed))
                    continue;

                if (Look(id, path, isSealed) is { } segment)
                    segments.Add(segment);
            }
        }

        segments.Sort((left, right) => left.Id.CompareTo(right.Id));
        return segments;
    }

    /// <summary>Writes what waits, refuses what comes, and lets the directory go.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.Run(() =>
        {
            foreach (var writer in _writers)
                writer?.Close();
        });
        _handles.Dispose();
        _disk.Unlock(_lock);
    }

    private Task<AppendResult> AppendAsync(int shard, string name, string note, IncomingBody body, DateTimeOffset? receivedAt)
    {
        TarHeader.Validate(name, note);
        if (!_isRecovered || _writers[shard] is not { } writer)
            throw new InvalidOperationException("The store has not been recovered.");

        body.BeginAppend();
        var append = new PendingAppend(name, note, body, receivedAt);
        if (body.Failure is { } failure)
            append.Finish(failure);
        else if (body.IsSpilled)
            CompleteAndAppend(append, writer);
        else
            writer.Append(append);
        return append.Task;
    }

    /// <summary>Between listing and looking a segment may have been sealed, or removed.</summary>
    private SegmentInfo? Look(SegmentId id, string path, bool isSealed)
    {
        try
        {
            var length = _writers[id.Shard]?.DurableLengthOf(id) ?? _disk.LengthOf(path);
            return new SegmentInfo(id, length, isSealed);
        }
        catch (FileNotFoundException)
        {
            var sealedPath = _layout.SealedSegment(id);
            return _disk.Exists(sealedPath) ? new SegmentInfo(id, _disk.LengthOf(sealedPath), IsSealed: true) : null;
        }
    }

    private IEnumerable<LogEntry> Walk(SegmentId segment, Func<SegmentLog, IEnumerable<LogEntry>> read)
    {
        var handle = _handles.Rent(segment);
        try
        {
            // Asked in this order, because the segment may be sealed in between.
            var durable = _writers[segment.Shard]?.DurableLengthOf(segment);
            var isSealed = durable is null && _disk.Exists(_layout.SealedSegment(segment));
            var length = durable ?? _disk.LengthOf(handle.File);
            foreach (var entry in read(new SegmentLog(_disk, _identity.Id, segment, handle.File, length, isSealed)))
            {
                // Up to here the segment being written is durable: what cannot be read was torn by nothing.
                yield return durable is not null && entry is LogTail
                    ? new LogDamage(segment, entry.Offset, entry.End, "There is no member here.")
                    : entry;
            }
        }
        finally
        {
            _handles.Return(handle);
        }
    }

    /// <summary>
    /// To sync a large file takes long. It is not done in the shard's writer, where others would wait for it, and it is
    /// done on a thread of its own, because the pool's are few.
    /// </summary>
    private static void CompleteAndAppend(PendingAppend append, ShardWriter writer) =>
        _ = Task.Factory.StartNew(
            () =>
            {
                append.Body.CompleteFile();
                if (append.Body.Failure is { } failure)
                    append.Finish(failure);
                else
                    writer.Append(append);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private static void CreateDirectory(string path, Disk disk)
    {
        if (disk.Exists(path))
            return;

        var parent = Path.GetDirectoryName(path);
        if (parent is not null)
            CreateDirectory(parent, disk);
        disk.CreateDirectory(path);
        if (parent is not null)
            disk.SyncDirectory(parent);
    }

    private static SafeFileHandle TakeLock(StoreLayout layout, Disk disk)
    {
        if (disk.TryLock(layout.LockFile, out var holder) is { } file)
        {
            var number = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            try
            {
                disk.Truncate(file, 0);
                disk.Write(file, number, 0);
            }
            catch (IOException)
            {
                // A courtesy to whoever is refused. A full disk must not keep the store from being read.
            }

            return file;
        }

        throw new StoreInUseException($"The store in '{layout.Root}' is in use by {(holder.Length > 0 ? $"process {holder}" : "another process")}.");
    }

    private int ShardOf(string key)
    {
        // Part of the store's format: a study is looked for, and grows, where this puts it.
        Span<byte> bytes = stackalloc byte[256];
        var hash = Encoding.UTF8.TryGetBytes(key, bytes, out var length)
            ? XxHash3.HashToUInt64(bytes[..length])
            : XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(key));
        return (int)(hash % (uint)ShardCount);
    }
}
