namespace Pacs.Files.Tests;

/// <summary>Promise 1, call by call: whatever the disk does, what was acknowledged is there.</summary>
public sealed class DiskFaultTests
{
    private const int InputOutput = 5; // EIO
    private const int NoSpace = 28; // ENOSPC

    [Theory]
    [InlineData(false, InputOutput)]
    [InlineData(false, NoSpace)]
    [InlineData(true, InputOutput)]
    [InlineData(true, NoSpace)]
    public async Task Keeps_what_it_acknowledged_when_any_one_disk_call_fails(bool staysBroken, int error)
    {
        var failures = 0;
        for (var failAt = 1; ; failAt++)
        {
            using var directory = new TemporaryDirectory();
            var disk = new FaultyDisk(failAt, staysBroken, error);
            var sent = await SendAsync(directory, disk);
            failures += sent.Count(one => one.Result.Failure is not null);
            await using var store = SegmentStore.Open(directory, Stores.Small, new Disk(), TimeProvider.System);
            AssertHolds(store, sent, exactly: !staysBroken);

            if (disk.Calls < failAt)
                break;
        }

        Assert.True(failures > 10, "The faults did not reach the appends.");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Keeps_what_it_acknowledged_when_the_power_goes_at_any_disk_call(
        bool withUnsyncedNames, bool withUnsyncedLengths)
    {
        var acknowledged = 0;
        for (var failAt = 1; ; failAt++)
        {
            using var directory = new TemporaryDirectory();
            var disk = new PowerLossDisk(failAt);
            var sent = await SendAsync(directory, disk);
            acknowledged += sent.Count(one => one.Result.Extent is not null);
            disk.LeaveWhatIsDurable(directory, withUnsyncedNames, withUnsyncedLengths);

            await using var store = SegmentStore.Open(directory, Stores.Small, new Disk(), TimeProvider.System);
            AssertHolds(store, sent, exactly: false);
            if (!disk.IsLost)
                break;
        }

        Assert.True(acknowledged > 100, "The power went before anything was acknowledged.");
    }

    public static TheoryData<Exception> Failures => [new IOException("Injected", InputOutput), new InvalidOperationException("Injected")];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Begins_a_new_segment_after_a_failed_sync_and_never_appends_to_the_old_one(Exception failure)
    {
        using var directory = new TemporaryDirectory();
        var disk = new FailingSyncs();
        Extent first, second;
        await using (var store = Stores.Open(directory, disk: disk))
        {
            first = await store.AppendAsync(Stores.Bytes(1000, seed: 1));
            disk.FailOnce(failure);
            var failed = await store.TryAppendAsync(Stores.Bytes(1000, seed: 2));
            second = await store.AppendAsync(Stores.Bytes(1000, seed: 3));

            Assert.Equal(AppendFailureReason.DiskFault, failed.Failure?.Reason);
            Assert.Equal([first.End, second.End], store.Segments().Select(segment => segment.Length));
            Assert.Equal(Stores.Bytes(1000, seed: 1), store.ReadAll(first));
        }

        Assert.Equal(new SegmentId(0, 1), first.Segment);
        Assert.Equal(new SegmentId(0, 2), second.Segment);

        await using var reopened = Stores.Open(directory);
        Assert.Equal([true, false], reopened.Segments().Select(segment => segment.IsSealed));
        Assert.Equal(Stores.Bytes(1000, seed: 1), reopened.ReadAll(first));
        Assert.Equal(Stores.Bytes(1000, seed: 3), reopened.ReadAll(second));
    }

    private static async Task<List<Sent>> SendAsync(string directory, Disk disk)
    {
        var sent = new List<Sent>();
        SegmentStore store;
        try
        {
            store = SegmentStore.Open(directory, Stores.Small with { ShardCount = 2 }, disk, TimeProvider.System);
        }
        catch (IOException)
        {
            return sent;
        }

        await using (store)
        {
            try
            {
                Assert.Empty(store.Recover(_ => 0, _ => 0));
            }
            catch (IOException)
            {
                return sent;
            }

            // Three alone, then three at a time; 5000 bytes roll over after a few, 12000 spill.
            foreach (var length in new[] { 700, 5000, 12_000, 5000, 5000 })
                sent.Add(await SendOneAsync(store, length, sent.Count));
            for (var round = 0; round < 2; round++)
            {
                var first = sent.Count;
                sent.AddRange(await Task.WhenAll(
                    SendOneAsync(store, 700, first), SendOneAsync(store, 5000, first + 1), SendOneAsync(store, 12_000, first + 2)));
            }
        }

        return sent;
    }

    private static async Task<Sent> SendOneAsync(SegmentStore store, int length, int number)
    {
        var content = Stores.Bytes(length, seed: number);
        var name = $"1/2/{number}.dcm";
        return new Sent(name, content, await store.TryAppendAsync(content, name, key: number % 2 == 0 ? "1.2" : "1.3"));
    }

    private static void AssertHolds(SegmentStore store, List<Sent> sent, bool exactly)
    {
        var log = store.Recover(_ => 0, _ => 0).ToList();
        Assert.Empty(log.OfType<LogDamage>());
        var members = log.OfType<LogMember>().ToList();
        Assert.Equal(members.Count, members.DistinctBy(member => member.Name).Count());
        foreach (var one in sent)
        {
            if (one.Result.Extent is { } extent)
            {
                Assert.Equal(one.Content, store.ReadAll(extent));
                Assert.Contains(members, member => member.Extent == extent && member.Name == one.Name);
            }
            else if (exactly)
            {
                Assert.DoesNotContain(members, member => member.Name == one.Name);
            }
        }

        Assert.All(members, member => Assert.Contains(sent, one => one.Name == member.Name));
    }

    private sealed record Sent(string Name, byte[] Content, AppendResult Result);

    private sealed class FailingSyncs : Disk
    {
        private Exception? _failure;

        public void FailOnce(Exception failure) => _failure = failure;

        public override void Sync(Microsoft.Win32.SafeHandles.SafeFileHandle file)
        {
            if (Interlocked.Exchange(ref _failure, null) is { } failure)
                throw failure;
            base.Sync(file);
        }
    }
}
