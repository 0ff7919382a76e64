using System.Diagnostics;

namespace Pacs.Files.Tests;

public sealed class SegmentStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1024)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(50_000)]
    public async Task Gives_back_what_was_appended_whatever_its_length(int length)
    {
        await using var store = Stores.Open(_directory);
        var content = Stores.Bytes(length, seed: length);

        var before = await store.AppendAsync(Stores.Bytes(700, seed: -1));
        var extent = await store.AppendAsync(content);
        var after = await store.AppendAsync(Stores.Bytes(700, seed: -2));

        Assert.Equal(content, store.ReadAll(extent));
        Assert.Equal(Stores.Bytes(700, seed: -1), store.ReadAll(before));
        Assert.Equal(Stores.Bytes(700, seed: -2), store.ReadAll(after));
    }

    [Fact]
    public async Task Goes_on_in_the_same_segment_after_a_restart()
    {
        Extent first, second;
        await using (var store = Stores.Open(_directory))
            first = await store.AppendAsync(Stores.Bytes(700, seed: 1));
        await using (var store = Stores.Open(_directory))
            second = await store.AppendAsync(Stores.Bytes(700, seed: 2));

        Assert.Equal(first with { Offset = first.End + 512 }, second);
    }

    [Fact]
    public async Task Seals_a_segment_rather_than_let_it_grow_past_its_length()
    {
        await using var store = Stores.Open(_directory);
        var extents = new List<Extent>();
        for (var i = 0; i < 10; i++)
            extents.Add(await store.AppendAsync(Stores.Bytes(5000, seed: i)));

        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 4, 5, 5], extents.Select(extent => extent.Segment.Number));
        Assert.Equal([true, true, true, true, false], store.Segments().Select(segment => segment.IsSealed));
        Assert.All(store.Segments(), segment => Assert.True(segment.Length <= Stores.Small.SegmentLength));
        for (var i = 0; i < extents.Count; i++)
            Assert.Equal(Stores.Bytes(5000, seed: i), store.ReadAll(extents[i]));
        Assert.Equal(extents, store.Segments().SelectMany(segment => store.ReadLog(segment.Id, 0)).Select(entry =>
            Assert.IsType<LogMember>(entry).Extent));
    }

    [Fact]
    public async Task Keeps_what_has_one_key_in_one_shard_for_ever()
    {
        var options = Stores.Small with { ShardCount = 4 };
        var shards = new Dictionary<string, int>(StringComparer.Ordinal);
        await using (var store = Stores.Open(_directory, options))
        {
            for (var i = 0; i < 20; i++)
                shards[$"1.2.{i}"] = (await store.AppendAsync([1], key: $"1.2.{i}")).Segment.Shard;
        }

        // The number of shards is the store's, not the configuration's.
        await using var reopened = Stores.Open(_directory, options with { ShardCount = 2 });

        Assert.Equal([0, 1, 2, 3], shards.Values.Distinct().Order());
        foreach (var (key, shard) in shards)
            Assert.Equal(shard, (await reopened.AppendAsync([1], key: key)).Segment.Shard);
    }

    [Fact]
    public async Task Serves_eight_producers_at_once()
    {
        await using var store = Stores.Open(_directory, Stores.Small with { ShardCount = 2, SegmentLength = 64 << 10 });
        var appended = await Task.WhenAll(Enumerable.Range(0, 8).Select(producer => Task.Run(async () =>
        {
            var random = new Random(producer);
            var extents = new List<(Extent Extent, byte[] Content)>();
            for (var i = 0; i < 40; i++)
            {
                var content = Stores.Bytes(random.Next(12_000), seed: (producer * 1000) + i);
                var extent = await store.AppendAsync(content, key: $"{producer}.{i % 3}");
                Assert.Equal(content, store.ReadAll(extent));
                extents.Add((extent, content));
            }

            return extents;
        })));

        var all = appended.SelectMany(one => one).OrderBy(one => one.Extent.Segment).ThenBy(one => one.Extent.Offset).ToList();
        for (var i = 1; i < all.Count; i++)
        {
            var (before, after) = (all[i - 1].Extent, all[i].Extent);
            Assert.True(before.Segment != after.Segment || before.End <= after.HeaderOffset, $"{before} overlaps {after}");
        }

        Assert.All(all, one => Assert.Equal(one.Content, store.ReadAll(one.Extent)));
        Assert.All(all, one => Assert.IsType<LogMember>(store.Verify(one.Extent)));
        Assert.Equal(0, store.BufferedBytes);
    }

    [Fact]
    public async Task Syncs_once_for_everything_that_waited()
    {
        var disk = new RecordingDisk();
        await using var store = Stores.Open(_directory, disk: disk);
        await store.AppendAsync([0]);
        var sync = disk.HoldNextSync();
        var first = Task.Run(() => store.AppendAsync([1], name: "first"));
        await sync.Begun;

        var waiting = Enumerable.Range(0, 10).Select(i => store.AppendAsync(Stores.Bytes(100, seed: i))).ToList();
        disk.Calls.Clear();
        sync.Release();
        await Task.WhenAll(waiting);

        Assert.Equal(["sync", "write", "sync"], disk.Calls.Where(call => call != "space"));
        Assert.Equal(1 + 10, waiting.Append(first).Select(append => append.Result).Distinct().Count());
    }

    [Fact]
    public async Task Makes_a_segment_and_its_name_durable_before_anything_in_it_is_acknowledged()
    {
        var disk = new RecordingDisk();
        await using var store = Stores.Open(_directory, disk: disk);

        Assert.Equal(["create", "write", "sync", "sync directory"], await CallsOfAppendAsync());
        Assert.Equal(["write", "sync"], await CallsOfAppendAsync());
        Assert.Equal(["truncate", "write", "sync", "rename", "create", "write", "sync", "sync directory"], await CallsOfAppendAsync());

        async Task<IEnumerable<string>> CallsOfAppendAsync()
        {
            disk.Calls.Clear();
            await store.AppendAsync(Stores.Bytes(7000, seed: 1));
            return disk.Calls.Where(call => call != "space");
        }
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(200_000, false)]
    public async Task Keeps_room_behind_short_members_that_goes_when_the_segment_is_left(int length, bool isFollowedByRoom)
    {
        var options = new SegmentStoreOptions { ShardCount = 1, MinimumFreeBytes = 0 };
        var path = Path.Combine(_directory, "store/00/00000001.open.tar");
        Extent extent;
        await using (var store = Stores.Open(_directory, options))
        {
            extent = await store.AppendAsync(Stores.Bytes(length, seed: 1));
            Assert.Equal(isFollowedByRoom, new FileInfo(path).Length > extent.End);
            Assert.Equal(extent.End, store.Segments().Single().Length);

            var whole = new FileInfo(path).Length;
            var second = await store.AppendAsync(Stores.Bytes(length, seed: 2));
            Assert.Equal(isFollowedByRoom, new FileInfo(path).Length == whole);
            Assert.Equal(Stores.Bytes(length, seed: 2), store.ReadAll(second));
            extent = second;
        }

        Assert.Equal(extent.End, new FileInfo(path).Length);
    }

    [Fact]
    public async Task Finishes_what_waits_when_it_is_closed_and_refuses_what_comes_then()
    {
        var disk = new RecordingDisk();
        var store = Stores.Open(_directory, disk: disk);
        var sync = disk.HoldNextSync();
        var first = Task.Run(() => store.AppendAsync([1]));
        await sync.Begun;
        var waiting = Enumerable.Range(0, 5).Select(i => store.AppendAsync(Stores.Bytes(100, seed: i))).ToList();

        var close = store.DisposeAsync().AsTask();
        sync.Release();
        await close;

        await Task.WhenAll(waiting.Append(first));
        Assert.Equal(AppendFailureReason.Closed, (await store.TryAppendAsync([2])).Failure?.Reason);
        await using var reopened = Stores.Open(_directory);
        for (var i = 0; i < waiting.Count; i++)
            Assert.Equal(Stores.Bytes(100, seed: i), reopened.ReadAll(await waiting[i]));
    }

    [Fact]
    public async Task Refuses_before_writing_when_the_disk_is_nearly_full()
    {
        var disk = new FullDisk { Space = new FreeSpace(Available: 100_000, Total: 1_000_000) };
        var options = Stores.Small with { MinimumFreeBytes = 90_000, MinimumFreeFraction = 0.5 };
        await using var store = Stores.Open(_directory, options, disk);
        Assert.Null(store.RefusalOf(5000));
        var kept = await store.AppendAsync(Stores.Bytes(5000, seed: 1));

        disk.Space = new FreeSpace(Available: 95_000, Total: 1_000_000);
        var refused = await store.TryAppendAsync(Stores.Bytes(5000, seed: 2));
        using var large = store.NewBody();
        large.Write(Stores.Bytes(20_000, seed: 3));

        Assert.Equal(AppendFailureReason.NoSpace, refused.Failure?.Reason);
        Assert.Equal(AppendFailureReason.NoSpace, large.Failure?.Reason);
        Assert.Equal(AppendFailureReason.NoSpace, store.RefusalOf(5001)?.Reason);
        Assert.Equal(kept.End, store.Segments().Single().Length);

        disk.Space = new FreeSpace(Available: 200_000, Total: 1_000_000);
        await store.AppendAsync(Stores.Bytes(5000, seed: 4));
    }

    [Fact]
    public async Task Uses_the_lesser_of_the_two_floors()
    {
        var disk = new FullDisk { Space = new FreeSpace(Available: 50_000, Total: 1_000_000) };
        await using var store = Stores.Open(_directory, Stores.Small with { MinimumFreeBytes = 2L << 30 }, disk);

        Assert.Null(store.RefusalOf(30_000));
        Assert.Equal(AppendFailureReason.NoSpace, store.RefusalOf(30_001)?.Reason);
    }

    [Fact]
    public async Task Goes_on_in_the_same_segment_when_a_full_disk_has_room_again()
    {
        var disk = new FullDisk();
        await using var store = Stores.Open(_directory, disk: disk);
        var first = await store.AppendAsync(Stores.Bytes(700, seed: 1));

        disk.IsFull = true;
        var refused = await store.TryAppendAsync(Stores.Bytes(700, seed: 2));
        disk.IsFull = false;
        var second = await store.AppendAsync(Stores.Bytes(700, seed: 3));

        Assert.Equal(AppendFailureReason.NoSpace, refused.Failure?.Reason);
        Assert.Equal(first with { Offset = first.End + 512 }, second);
    }

    [Fact]
    public void Knows_a_full_disk_by_what_the_system_says()
    {
        if (!OperatingSystem.IsLinux())
            return;

        var disk = new Disk();
        using var full = disk.OpenForWriting("/dev/full");
        var failure = Assert.Throws<IOException>(() => disk.Write(full, new byte[512], 0));
        Assert.Equal(AppendFailureReason.NoSpace, AppendFailure.Of(failure).Reason);
    }

    [Fact]
    public async Task Is_open_once()
    {
        await using (Stores.Open(_directory))
        {
            var refusal = Assert.Throws<StoreInUseException>(() => Stores.Open(_directory));
            Assert.Contains(_directory.Path, refusal.Message, StringComparison.Ordinal);
            Assert.Contains(
                $"process {Environment.ProcessId}", refusal.Message, StringComparison.Ordinal);
        }

        await using var again = Stores.Open(_directory);
    }

    [Theory]
    [ProgramData("flock", "sh", "-c", "echo held; exec cat")]
    public async Task Opens_after_the_process_that_had_it_open_was_killed(string program, params string[] arguments)
    {
        var path = Path.Combine(_directory, "lock");
        var start = new ProcessStartInfo(program, [path, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var holder = Process.Start(start) ?? throw new InvalidOperationException();
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
        Assert.Throws<StoreInUseException>(() => Stores.Open(_directory));

        holder.Kill(entireProcessTree: true);
        await holder.WaitForExitAsync();
        await holder.StandardOutput.ReadToEndAsync(); // its child is gone too

        await using var store = Stores.Open(_directory);
    }

    [Fact]
    public async Task Refuses_to_guess_the_number_of_shards()
    {
        await using (var store = Stores.Open(_directory))
            await store.AppendAsync([1]);
        File.Delete(Path.Combine(_directory, "store.json"));

        Assert.Throws<InvalidDataException>(() => Stores.Open(_directory));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{ "format": 2, "id": "00", "shards": 1 }""")]
    [InlineData("""{ "format": 1, "id": "xx", "shards": 1 }""")]
    public async Task Refuses_a_store_that_it_does_not_understand(string identity)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "store.json"), identity);

        Assert.Throws<InvalidDataException>(() => Stores.Open(_directory));
    }

    [Fact]
    public async Task Reads_from_any_position_and_never_past_the_body()
    {
        await using var store = Stores.Open(_directory);
        var content = Stores.Bytes(3000, seed: 1);
        var extent = await store.AppendAsync(content);
        await store.AppendAsync(Stores.Bytes(3000, seed: 2));
        var buffer = new byte[5000];

        Assert.Equal(3000, store.Read(extent, 0, buffer));
        Assert.Equal(content, buffer[..3000]);
        Assert.Equal(100, store.Read(extent, 2900, buffer));
        Assert.Equal(content[2900..], buffer[..100]);
        Assert.Equal(0, store.Read(extent, 3000, buffer));

        await using var stream = store.OpenRead(extent);
        stream.Seek(-10, SeekOrigin.End);
        Assert.Equal(10, await stream.ReadAsync(buffer));
        Assert.Equal(content[^10..], buffer[..10]);
        Assert.Equal(0, await stream.ReadAsync(buffer));
    }

    [Fact]
    public async Task Reads_allocate_nothing()
    {
        await using var store = Stores.Open(_directory);
        var extent = await store.AppendAsync(Stores.Bytes(3000, seed: 1));
        var buffer = new byte[3000];
        for (var i = 0; i < 3; i++)
            store.Read(extent, i, buffer); // the first opens the segment, the second finds it open for the first time

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            store.Read(extent, i, buffer);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task Closes_segments_nobody_reads_and_only_those()
    {
        await using var store = Stores.Open(_directory, Stores.Small with { OpenSegments = 2 });
        var extents = new List<Extent>();
        for (var i = 0; i < 12; i++)
            extents.Add(await store.AppendAsync(Stores.Bytes(9000, seed: i)));

        await using var held = store.OpenRead(extents[0]);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < extents.Count; i++)
                Assert.Equal(Stores.Bytes(9000, seed: i), store.ReadAll(extents[i]));
        }

        var open = new DirectoryInfo("/proc/self/fd").EnumerateFiles().Count(link =>
            link.LinkTarget is { } target && target.StartsWith(_directory, StringComparison.Ordinal) && target.Contains("/store/"));
        Assert.InRange(open, OperatingSystem.IsLinux() ? 1 : 0, 2 + 1 + 1); // capacity, the held one, the writer's
        Assert.Equal(9000, held.Read(new byte[9000]));
    }

    [Fact]
    public async Task Says_so_when_a_member_is_missing_or_altered()
    {
        await using var store = Stores.Open(_directory);
        var extent = await store.AppendAsync(Stores.Bytes(3000, seed: 1));
        Assert.IsType<LogMember>(store.Verify(extent));

        Assert.IsType<LogDamage>(store.Verify(extent with { Segment = new SegmentId(0, 99) }));
        Assert.IsType<LogDamage>(store.Verify(extent with { Offset = extent.Offset + 512 }));
        Assert.IsType<LogDamage>(store.Verify(extent with { Length = 2999 }));
        Assert.Throws<FileNotFoundException>(() => store.OpenRead(extent with { Segment = new SegmentId(0, 99) }));
        Assert.Throws<EndOfStreamException>(() => store.Read(extent with { Length = 1 << 20 }, 999_999, new byte[1]));

        using (var file = File.OpenHandle(
            Path.Combine(_directory, "store/00/00000001.open.tar"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            RandomAccess.Write(file, [0], extent.Offset + extent.Length - 1);
        }

        Assert.IsType<LogDamage>(store.Verify(extent));
    }
}
