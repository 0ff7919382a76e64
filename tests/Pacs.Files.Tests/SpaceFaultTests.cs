namespace Pacs.Files.Tests;

/// <summary>
/// Giving space back, call by call: whatever the disk does, what was not given back is there, what was is marked, and
/// nothing looks damaged.
/// </summary>
public sealed class SpaceFaultTests
{
    private const int InputOutput = 5; // EIO

    /// <summary>Three fill a segment.</summary>
    private const int Length = 4600;

    private static readonly int[] Doomed = [0, 2];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Damages_nothing_when_any_one_disk_call_fails(bool staysBroken)
    {
        var given = 0;
        for (var failAt = 1; ; failAt++)
        {
            using var directory = new TemporaryDirectory();
            var members = await FillAsync(directory);
            var disk = new FaultyDisk(failAt, staysBroken, InputOutput);
            var done = await GiveBackAsync(directory, members, disk);
            given += done.IsGivenBack ? 1 : 0;
            await AssertSoundAsync(directory, members, done);
            if (disk.Calls < failAt)
                break;
        }

        Assert.True(given > 0, "Nothing was ever given back.");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Damages_nothing_when_the_power_goes_at_any_disk_call(bool withUnsyncedNames, bool withUnsyncedBlocks)
    {
        var given = 0;
        for (var failAt = 1; ; failAt++)
        {
            using var directory = new TemporaryDirectory();
            var members = await FillAsync(directory);
            var disk = PowerLossDisk.Over(directory, failAt);
            var done = await GiveBackAsync(directory, members, disk);
            given += done.IsGivenBack ? 1 : 0;
            disk.LeaveWhatIsDurable(directory, withUnsyncedNames, withUnsyncedLengths: false, withUnsyncedBlocks);
            await AssertSoundAsync(directory, members, done);
            if (!disk.IsLost)
                break;
        }

        Assert.True(given > 0, "The power went before anything was given back.");
    }

    private static async Task<List<LogMember>> FillAsync(string directory)
    {
        await using var store = Stores.Open(directory);
        var members = new List<LogMember>();
        for (var i = 0; i < 5; i++)
        {
            var result = await store.TryAppendAsync(Stores.Bytes(Length, seed: i), $"1/2/{i}.dcm");
            members.Add(Assert.IsType<LogMember>(result.Member));
        }

        return members;
    }

    /// <summary>Gives two of the first segment's three back, copies the third, and removes the segment.</summary>
    private static async Task<Done> GiveBackAsync(string directory, List<LogMember> members, Disk disk)
    {
        var done = new Done();
        try
        {
            await using var store = SegmentStore.Open(directory, Stores.Small, disk, TimeProvider.System);
            Assert.Empty(store.Recover(_ => 0, _ => 0).OfType<LogDamage>());
            var first = members[0].Segment;
            done.IsGivenBack = store.TryGiveBack(first, [.. Doomed.Select(i => members[i].Extent)]);
            done.Copy = (await store.CopyAsync(members[1], "copy")).Member;
            if (done.Copy is not null)
                done.IsRemoved = store.TryRemove(first);
        }
        catch (IOException)
        {
            // The disk: what was done by then counts.
        }

        return done;
    }

    private static async Task AssertSoundAsync(string directory, List<LogMember> members, Done done)
    {
        await using var store = SegmentStore.Open(directory, Stores.Small, new Disk(), TimeProvider.System);
        var log = store.Recover(_ => 0, _ => 0).ToList();
        Assert.Empty(log.OfType<LogDamage>());

        foreach (var member in members.Except(Doomed.Select(i => members[i])))
        {
            var isThere = log.OfType<LogMember>().Any(other => other.Extent == member.Extent);
            Assert.True(isThere || (member == members[1] && done.Copy is not null), $"'{member.Name}' is lost.");
            if (isThere)
                Assert.Equal(Stores.Bytes(Length, members.IndexOf(member)), store.ReadAll(member.Extent));
        }

        if (done.Copy is { } copy)
            Assert.Equal(Stores.Bytes(Length, 1), store.ReadAll(copy.Extent));

        var whole = log.OfType<LogMember>().Select(member => member.Extent);
        if (done.IsGivenBack)
            Assert.Empty(Doomed.Select(i => members[i].Extent).Intersect(whole));
        if (done.IsRemoved)
            Assert.DoesNotContain(log, entry => entry.Segment == members[0].Segment);
    }

    private sealed class Done
    {
        public bool IsGivenBack { get; set; }

        public LogMember? Copy { get; set; }

        public bool IsRemoved { get; set; }
    }
}
