using Pacs.Archive.Deletion;
using Pacs.Archive.Ingest;
using Pacs.Archive.Retrieve;
using Pacs.Files;

namespace Pacs.Archive.Tests.Deletion;

public sealed class SpaceReturnTests
{
    private const long SegmentLength = 64 << 10;

    /// <summary>One study, so one shard; some twenty of them fill a segment.</summary>
    private static readonly TestImage[] Images =
    [
        .. Enumerable.Range(1, 100).Select(i => new TestImage { Instance = $"1.2.1.1.{i}", Version = i, PixelLength = 2000 }),
    ];

    [Fact]
    public async Task Marks_what_it_gives_back_so_that_it_is_no_damage()
    {
        await using var archive = await FilledAsync();
        await DeleteAsync(archive, Images[0]);

        await archive.Space.ReturnAsync(CancellationToken.None);

        var log = archive.Log();
        Assert.Equal($"{Images[0].Study}/{Images[0].Series}/{Images[0].Instance}.dcm", Assert.Single(log.OfType<LogHole>()).Name);
        Assert.DoesNotContain(log, entry => entry is LogDamage);
        await AssertHoldsAsync(archive, Images[1..]);
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Leaves_the_bytes_of_what_somebody_reads_until_that_is_done()
    {
        await using var archive = await FilledAsync();
        var instance = Assert.Single(await archive.Retrieve.LocateAsync(Images[0]));
        await using (var reading = instance.OpenDataSet())
        {
            await DeleteAsync(archive, Images[0]);
            await archive.Space.ReturnAsync(CancellationToken.None);
            Assert.Equal(Images[0].Bytes, Fetching.Read(reading));
        }

        await archive.Space.ReturnAsync(CancellationToken.None);

        Assert.Single(archive.Log().OfType<LogHole>());
        Assert.Throws<DamagedBodyException>(() => instance.OpenDataSet());
    }

    [Fact]
    public async Task Rewrites_segments_that_are_mostly_dead_and_changes_nothing_else()
    {
        await using var archive = await FilledAsync();
        var located = await LocateAsync(archive, Kept);
        var before = archive.Store.Segments().Count;
        foreach (var image in Images.Except(Kept)) await DeleteAsync(archive, image);

        await archive.Space.ReturnAsync(CancellationToken.None);

        Assert.True(archive.Store.Segments().Count < before, "No segment has gone.");
        Assert.DoesNotContain(archive.Log(), entry => entry is LogDamage);
        await AssertHoldsAsync(archive, Kept);
        foreach (var (image, instance) in Kept.Zip(located)) Assert.Equal(image.Bytes, Fetching.Read(instance.OpenDataSet()));
        Assert.Equal(IngestOutcome.Duplicate, (await archive.Ingest.SendAsync(Kept[0])).Outcome);
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Deletes_what_was_moved_for_good()
    {
        await using var archive = await FilledAsync();
        foreach (var image in Images.Except(Kept)) await DeleteAsync(archive, image);
        await archive.Space.ReturnAsync(CancellationToken.None);

        await DeleteAsync(archive, Kept[0]);

        Assert.Empty(await archive.Retrieve.LocateAsync(Kept[0]));
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
        await archive.Space.ReturnAsync(CancellationToken.None);
        await AssertHoldsAsync(archive, Kept[1..]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Loses_nothing_when_it_ends_between_a_copy_and_the_removal_of_the_original(bool withIndex)
    {
        await using var archive = await FilledAsync();
        foreach (var image in Images.Except(Kept)) await DeleteAsync(archive, image);
        using var before = DataDirectory.CopyWithout(archive.Directory);
        await archive.Space.ReturnAsync(CancellationToken.None);

        // The copies are durable, the originals still there, and the index knows nothing yet.
        using var crashed = DataDirectory.CopyWithout(archive.Directory, "index.db", "index.db-wal", "index.db-shm");
        foreach (var segment in DataDirectory.Segments(before))
        {
            var target = Path.Combine(crashed, Path.GetRelativePath(before, segment));
            if (!File.Exists(target) && !File.Exists(target.Replace(".open", "", StringComparison.Ordinal))) File.Copy(segment, target);
        }

        foreach (var file in withIndex ? (string[])["index.db", "index.db-wal"] : []) File.Copy(Path.Combine(before, file), Path.Combine(crashed, file));
        await using var recovered = await DataDirectory.OpenAsync(crashed);

        Assert.Empty(recovered.Recovery.Damage);
        foreach (var image in Images.Except(Kept)) Assert.Empty(await recovered.Retrieve.LocateAsync(image));
        foreach (var image in Kept) Assert.Equal(image.Bytes, await recovered.Retrieve.ReadAsync(image));
    }

    [Fact]
    public async Task Never_uses_the_number_of_a_lost_segment_again()
    {
        using var directory = new TemporaryDirectory();
        await using (var archive = await DataDirectory.OpenAsync(directory)) await archive.Ingest.SendAsync(Images[0]);
        File.Delete(DataDirectory.SegmentOf(directory, Images[0]));

        await using (var archive = await DataDirectory.OpenAsync(directory)) await archive.Ingest.SendAsync(Images[1]);

        Assert.EndsWith("00000002.open.tar", DataDirectory.SegmentOf(directory, Images[1]), StringComparison.Ordinal);
    }

    /// <summary>Every tenth.</summary>
    private static TestImage[] Kept => [.. Images.Where((_, i) => i % 10 == 0)];

    private static async Task<TestArchive> FilledAsync()
    {
        var archive = await TestArchive.OpenAsync(segmentLength: SegmentLength);
        foreach (var image in Images) Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(image)).Outcome);
        return archive;
    }

    private static async Task DeleteAsync(TestArchive archive, TestImage image)
    {
        var result = await archive.Deletion.DeleteAsync(DicomArchive.DefaultTenant, image.Study, image.Series, image.Instance, CancellationToken.None);
        Assert.Equal(DeletionOutcome.Deleted, result.Outcome);
    }

    private static async Task AssertHoldsAsync(TestArchive archive, IEnumerable<TestImage> images)
    {
        foreach (var image in images) Assert.Equal(image.Bytes, await archive.Retrieve.ReadAsync(image));
    }

    private static async Task<List<StoredInstance>> LocateAsync(TestArchive archive, IEnumerable<TestImage> images)
    {
        var instances = new List<StoredInstance>();
        foreach (var image in images) instances.Add(Assert.Single(await archive.Retrieve.LocateAsync(image)));
        return instances;
    }
}
