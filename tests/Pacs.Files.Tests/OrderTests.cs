namespace Pacs.Files.Tests;

/// <summary>Members lie in the log in the order in which they were acknowledged, and say so.</summary>
public sealed class OrderTests
{
    private const int Short = 700, Spilling = 12_000;

    private static readonly DateTimeOffset Noon = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Appends_behind_a_body_that_spilled_what_comes_after_it()
    {
        using var directory = new TemporaryDirectory();
        await using (var store = Stores.Open(directory))
        {
            foreach (var (seed, length) in new[] { Short, Spilling, Short, Short, Spilling, Spilling, Short }.Index())
                await store.AppendAsync(Stores.Bytes(length, seed), name: $"1/2/{seed}.dcm");

            AssertInOrder(store, 7);
        }

        await using var reopened = Stores.Open(directory);
        AssertInOrder(reopened, 7);
        await reopened.AppendAsync(Stores.Bytes(Short, 7), name: "1/2/7.dcm");
        AssertInOrder(reopened, 8);
    }

    [Fact]
    public async Task Puts_a_body_that_took_long_to_sync_behind_what_was_acknowledged_meanwhile()
    {
        using var directory = new TemporaryDirectory();
        var disk = new RecordingDisk();
        await using var store = Stores.Open(directory, disk: disk);
        var syncing = disk.HoldNextSync();
        var spilled = store.AppendAsync(Stores.Bytes(Spilling, 1), name: "1/2/1.dcm");
        await syncing.Begun;
        await store.AppendAsync(Stores.Bytes(Short, 0), name: "1/2/0.dcm");

        syncing.Release();
        await spilled;

        AssertInOrder(store, 2);
    }

    [Fact]
    public async Task Never_receives_anything_before_what_it_received_before_it()
    {
        using var directory = new TemporaryDirectory();
        var clock = new SetClock { Now = Noon };
        await using (var store = Open(directory, clock))
        {
            await store.AppendAsync(Stores.Bytes(Short, 0), name: "1/2/0.dcm");
            clock.Now = Noon.AddHours(-1);
            await store.AppendAsync(Stores.Bytes(Short, 1), name: "1/2/1.dcm", key: "1.3");
            await store.AppendAsync(Stores.Bytes(Spilling, 2), name: "1/2/2.dcm");
        }

        await using var reopened = Open(directory, clock);
        await reopened.AppendAsync(Stores.Bytes(Short, 3), name: "1/2/3.dcm");
        reopened.ContinueAfter(Noon.AddHours(1));
        await reopened.AppendAsync(Stores.Bytes(Short, 4), name: "1/2/4.dcm", key: "1.3");

        var members = Members(reopened).OrderBy(member => member.ReceivedAt).ToList();
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"1/2/{i}.dcm"), members.Select(member => member.Name));
        Assert.Equal(Noon, members[0].ReceivedAt);
        Assert.True(members[^1].ReceivedAt > Noon.AddHours(1), "It continued before what was known.");
    }

    private static SegmentStore Open(string directory, TimeProvider clock)
    {
        var store = SegmentStore.Open(directory, Stores.Small with { ShardCount = 2 }, new Disk(), clock);
        Assert.Empty(store.Recover(_ => 0, _ => 0).OfType<LogDamage>());
        return store;
    }

    /// <summary>By place and by time; each body is what was sent under its name.</summary>
    private static void AssertInOrder(SegmentStore store, int count)
    {
        var members = Members(store);
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"1/2/{i}.dcm"), members.Select(member => member.Name));
        Assert.Equal(members, members.OrderBy(member => member.ReceivedAt));
        foreach (var (seed, member) in members.Index()) Assert.Equal(Stores.Bytes((int)member.Extent.Length, seed), store.ReadAll(member.Extent));
    }

    private static List<LogMember> Members(SegmentStore store) =>
        [.. store.Segments().SelectMany(segment => store.ReadLog(segment.Id, 0)).Select(Assert.IsType<LogMember>)];

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
