using System.Globalization;
using Pacs.Archive.Deletion;
using Pacs.Files;
using Pacs.Files.Tests;

namespace Pacs.Archive.Tests.Deletion;

/// <summary>
/// Deleting and giving space back, disk call by disk call, with the index's write-ahead log thrown away after: what was
/// deleted stays deleted, what was not is there, and nothing looks damaged.
/// </summary>
public sealed class DeletionFaultTests : IAsyncLifetime, IDisposable
{
    private const int InputOutput = 5; // EIO
    private const int SegmentLength = 16 << 10;

    /// <summary>One study, so one shard; six fill a segment.</summary>
    private static readonly TestImage[] Images =
    [
        .. Enumerable.Range(1, 20).Select(i => new TestImage { Instance = $"1.2.1.1.{i}", Version = i, PixelLength = 1500 }),
    ];

    /// <summary>PACS_FAULT_STEP=1 fails each call, and not only every so many-th.</summary>
    private static readonly int Step =
        int.Parse(Environment.GetEnvironmentVariable("PACS_FAULT_STEP") ?? "9", CultureInfo.InvariantCulture);

    private readonly TemporaryDirectory _filled = new();

    public async Task InitializeAsync()
    {
        await using var archive = await TestArchive.OpenAsync(segmentLength: SegmentLength);
        foreach (var image in Images) await archive.Ingest.SendAsync(image);
        using var copy = DataDirectory.CopyWithout(archive.Directory);
        CopyInto(_filled, copy);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _filled.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Keeps_its_word_when_any_one_disk_call_fails(bool staysBroken)
    {
        var calls = int.MaxValue;
        for (var failAt = 1; failAt <= calls; failAt += Step)
        {
            var disk = new FaultyDisk(failAt, staysBroken, InputOutput);
            using var left = await LiveAsync(_ => disk, _ => { });
            await left.AssertSoundAsync();
            if (disk.Calls < failAt) calls = disk.Calls;
        }

        Assert.True(calls > 100, "The faults did not reach what is tested.");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Keeps_its_word_when_the_power_goes_at_any_disk_call(bool withUnsyncedNames, bool withUnsyncedBlocks)
    {
        var deleted = 0;
        for (var failAt = 1; ; failAt += Step)
        {
            PowerLossDisk? disk = null;
            using var left = await LiveAsync(
                directory => disk = PowerLossDisk.Over(directory, failAt),
                directory => disk!.LeaveWhatIsDurable(directory, withUnsyncedNames, withUnsyncedLengths: false, withUnsyncedBlocks));
            await left.AssertSoundAsync();
            deleted += left.Deleted.Count;
            if (!disk!.IsLost) break;
        }

        Assert.True(deleted > 0, "The power went before anything was deleted.");
    }

    /// <summary>Deletes two of three, gives space back, which rewrites segments, and deletes one that was moved.</summary>
    private async Task<Left> LiveAsync(Func<string, Disk> diskOver, Action<string> lose)
    {
        // It is the archive's: it goes when that is closed, which is after the power has gone, and what is left was copied.
        var directory = new TemporaryDirectory();
        CopyInto(directory, _filled);
        var left = new Left();
        var disk = diskOver(directory);
        try
        {
            await using var archive = await TestArchive.OpenAsync(directory, disk, segmentLength: SegmentLength);
            foreach (var image in Images.Where((_, i) => i % 3 > 0)) await DeleteAsync(archive, image, left);
            await ReturnAsync(archive);
            await DeleteAsync(archive, Images[0], left);
            await ReturnAsync(archive);
            lose(directory);
            left.Directory = CopyWithoutLog(directory);
        }
        catch (IOException)
        {
            lose(directory); // it could not even be opened
            left.Directory = CopyWithoutLog(directory);
            directory.Dispose();
        }

        return left;
    }

    /// <summary>As the machine finds it after: without what of the index was not synced.</summary>
    private static TemporaryDirectory CopyWithoutLog(string directory) =>
        DataDirectory.CopyWithout(directory, "index.db-wal", "index.db-shm");

    private static async Task DeleteAsync(TestArchive archive, TestImage image, Left left)
    {
        try
        {
            var result = await archive.Deletion.DeleteAsync(Pacs.Index.ArchiveIndex.DefaultTenant, image.Study, image.Series, image.Instance, CancellationToken.None);
            (result.Outcome == DeletionOutcome.Deleted ? left.Deleted : left.InDoubt).Add(image);
        }
        catch (IOException)
        {
            left.InDoubt.Add(image);
        }
    }

    private static async Task ReturnAsync(TestArchive archive)
    {
        try
        {
            await archive.Space.ReturnAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // It is tried again, some minutes later.
        }
    }

    private static void CopyInto(string directory, string source)
    {
        foreach (var path in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(directory, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }

    private sealed class Left : IDisposable
    {
        public List<TestImage> Deleted { get; } = [];

        public List<TestImage> InDoubt { get; } = [];

        public TemporaryDirectory Directory { get; set; } = null!;

        public async Task AssertSoundAsync()
        {
            await using var archive = await DataDirectory.OpenAsync(Directory);
            Assert.Empty(archive.Recovery.Damage);
            foreach (var image in Deleted) Assert.Empty(await archive.Retrieve.LocateAsync(image));
            foreach (var image in Images.Except(Deleted).Except(InDoubt)) Assert.Equal(image.Bytes, await archive.Retrieve.ReadAsync(image));
        }

        public void Dispose() => Directory.Dispose();
    }
}
