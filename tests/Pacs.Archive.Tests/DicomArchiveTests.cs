using System.Buffers;
using Pacs.Archive.Ingest;
using Pacs.Archive.Query;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Part10;
using Pacs.Files;

namespace Pacs.Archive.Tests;

public sealed class DicomArchiveTests
{
    private const string Index = "index.db";
    private const string IndexWal = "index.db-wal";
    private const string IndexShm = "index.db-shm";

    private static readonly TestImage[] Images =
    [
        .. Enumerable.Range(1, 12).Select(i => new TestImage
        {
            Study = $"1.2.{i % 3}",
            Series = $"1.2.{i % 3}.1",
            Instance = $"1.2.3.{i}",
            Version = i,
            PixelLength = i == 7 ? 6 << 20 : 1000, // one that has a segment of its own
        }),
    ];

    [Fact]
    public async Task Holds_what_it_held_when_it_was_closed()
    {
        using var directory = new TemporaryDirectory();
        await using (var archive = await DataDirectory.OpenAsync(directory)) await SendAsync(archive, Images);

        await using var reopened = await DataDirectory.OpenAsync(directory);

        await AssertHoldsAsync(reopened, Images);
        Assert.Equal(new RecoveryReport(0, 0, []), reopened.Recovery with { Damage = [] });
        Assert.Empty(reopened.Recovery.Damage);
    }

    [Fact]
    public async Task Takes_more_after_it_was_opened_again()
    {
        using var directory = new TemporaryDirectory();
        await using (var archive = await DataDirectory.OpenAsync(directory)) await SendAsync(archive, Images[..6]);

        await using var reopened = await DataDirectory.OpenAsync(directory);
        await SendAsync(reopened, Images[6..]);

        Assert.Equal(IngestOutcome.Duplicate, (await reopened.Ingest.SendAsync(Images[0])).Outcome);
        await AssertHoldsAsync(reopened, Images);
    }

    [Fact]
    public async Task Is_open_in_one_place_at_a_time()
    {
        using var directory = new TemporaryDirectory();
        await using (await DataDirectory.OpenAsync(directory))
        {
            await Assert.ThrowsAsync<StoreInUseException>(() => DataDirectory.OpenAsync(directory));
        }

        await (await DataDirectory.OpenAsync(directory)).DisposeAsync();
    }

    [Fact]
    public async Task Lets_the_directory_go_when_it_cannot_be_opened()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(directory, Index), new string('x', 10_000));

        await Assert.ThrowsAsync<InvalidDataException>(() => DataDirectory.OpenAsync(directory));

        File.Delete(Path.Combine(directory, Index));
        await (await DataDirectory.OpenAsync(directory)).DisposeAsync();
    }

    [Fact]
    public async Task Finds_everything_acknowledged_after_a_crash()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        await SendAsync(archive, Images);

        using var crashed = DataDirectory.CopyWithout(directory);
        await using var recovered = await DataDirectory.OpenAsync(crashed);

        await AssertHoldsAsync(recovered, Images);
    }

    [Fact]
    public async Task Replays_what_the_index_lost_with_its_write_ahead_log()
    {
        using var directory = new TemporaryDirectory();
        await using (var archive = await DataDirectory.OpenAsync(directory)) await SendAsync(archive, Images[..5]);
        await using var reopened = await DataDirectory.OpenAsync(directory);
        await SendAsync(reopened, Images[5..]);

        using var crashed = DataDirectory.CopyWithout(directory, IndexWal, IndexShm);
        await using var recovered = await DataDirectory.OpenAsync(crashed);

        await AssertHoldsAsync(recovered, Images);
        Assert.Equal((Images.Length - 5, 0L), (recovered.Recovery.Replayed, recovered.Recovery.Cut));
        Assert.Empty(recovered.Recovery.Damage);
    }

    [Fact]
    public async Task Makes_a_lost_index_anew_from_the_log()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        await SendAsync(archive, Images);

        using var crashed = DataDirectory.CopyWithout(directory, Index, IndexWal, IndexShm);
        await using (var recovered = await DataDirectory.OpenAsync(crashed))
        {
            Assert.Equal(Images.Length, recovered.Recovery.Replayed);
            await AssertHoldsAsync(recovered, Images);
        }

        await using var again = await DataDirectory.OpenAsync(crashed);
        Assert.Equal(0, again.Recovery.Replayed);
    }

    [Fact]
    public async Task Comes_to_the_same_versions_when_it_replays_them()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        var image = Images[0];
        var corrected = image with { Version = 101 };
        Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(image, "CT1")).Outcome);
        Assert.Equal(IngestOutcome.KeptAside, (await archive.Ingest.SendAsync(image with { Version = 100 }, "CT2")).Outcome);
        Assert.Equal(IngestOutcome.Replaced, (await archive.Ingest.SendAsync(corrected, "CT1")).Outcome);

        using var crashed = DataDirectory.CopyWithout(directory, Index, IndexWal, IndexShm);
        await using var recovered = await DataDirectory.OpenAsync(crashed);

        Assert.Equal(3, recovered.Recovery.Replayed);
        Assert.Equal(corrected.Bytes, await recovered.Retrieve.ReadAsync(image));
        Assert.Equal(IngestOutcome.Duplicate, (await recovered.Ingest.SendAsync(corrected, "CT1")).Outcome);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(1000)]
    public async Task Cuts_off_what_was_being_written(int length)
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        await SendAsync(archive, Images[..3]);
        using var crashed = DataDirectory.CopyWithout(directory);

        // The beginning of a member, where the next one would begin.
        var segment = DataDirectory.SegmentOf(crashed, Images[0]);
        var bytes = await File.ReadAllBytesAsync(segment);
        var end = (bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 512) & ~511;
        bytes.AsSpan(0, length).CopyTo(bytes.AsSpan(end));
        await File.WriteAllBytesAsync(segment, bytes);

        await using var recovered = await DataDirectory.OpenAsync(crashed);
        Assert.Equal((0, bytes.Length - end), (recovered.Recovery.Replayed, recovered.Recovery.Cut));
        await SendAsync(recovered, Images[3..]);
        await AssertHoldsAsync(recovered, Images);
    }

    [Fact]
    public async Task Reports_a_damaged_member_of_the_log_and_finds_those_behind_it()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        var (damaged, behind) = (Images[0], Images[3]); // of one study, so of one segment
        await SendAsync(archive, damaged, behind);
        using var crashed = DataDirectory.CopyWithout(directory, Index, IndexWal, IndexShm);
        DataDirectory.Damage(DataDirectory.SegmentOf(crashed, damaged), damaged.Bytes, 300);

        await using var recovered = await DataDirectory.OpenAsync(crashed);

        Assert.Equal(1, recovered.Recovery.Replayed);
        Assert.Contains("offset 0", Assert.Single(recovered.Recovery.Damage), StringComparison.Ordinal);
        Assert.Empty(await recovered.Retrieve.LocateAsync(damaged));
        Assert.Equal(behind.Bytes, await recovered.Retrieve.ReadAsync(behind));
    }

    [Fact]
    public async Task Reports_once_a_member_that_is_no_instance()
    {
        using var directory = new TemporaryDirectory();
        await AppendAsync(directory, "no DICOM at all, but whole"u8.ToArray());
        await AppendAsync(directory, Part10Of(Images[0] with { With = dataSet => dataSet.Remove(Tags.SeriesInstanceUID) }));
        await AppendAsync(directory, Part10Of(Images[1]));

        await using (var archive = await DataDirectory.OpenAsync(directory))
        {
            Assert.Equal(1, archive.Recovery.Replayed);
            Assert.Equal(2, archive.Recovery.Damage.Count);
            Assert.Equal(Images[1].Bytes, await archive.Retrieve.ReadAsync(Images[1]));
        }

        await using var reopened = await DataDirectory.OpenAsync(directory);
        Assert.Empty(reopened.Recovery.Damage);
    }

    /// <summary>They are in the index when this is done, so that its files are not written while they are copied.</summary>
    private static async Task SendAsync(DicomArchive archive, params TestImage[] images)
    {
        foreach (var image in images) Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(image)).Outcome);
        await archive.ReadStateAsync(CancellationToken.None);
    }

    /// <summary>Each is found by a query, and fetched byte for byte; nothing else is there.</summary>
    private static async Task AssertHoldsAsync(DicomArchive archive, IReadOnlyCollection<TestImage> images)
    {
        foreach (var image in images) Assert.Equal(image.Bytes, await archive.Retrieve.ReadAsync(image));

        var found = new List<string>();
        foreach (var series in images.Select(image => (image.Study, image.Series)).Distinct())
        {
            var keys = Fetching.Keys(
                "IMAGE", (Tags.StudyInstanceUID, series.Study), (Tags.SeriesInstanceUID, series.Series), (Tags.SOPInstanceUID, ""));
            await foreach (var match in archive.Query.Find(QueryRoot.Study, keys, QueryOptions.Baseline, "PACS"))
            {
                found.Add(match.GetString(Tags.SOPInstanceUID)!);
            }
        }

        Assert.Equal(images.Select(image => image.Instance).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    /// <summary>Writes a member past ingest, as a version with other rules may have.</summary>
    private static async Task AppendAsync(string directory, byte[] member)
    {
        await using var store = SegmentStore.Open(
            directory, new SegmentStoreOptions { MinimumFreeBytes = 0 }, new Disk(), TimeProvider.System);
        Assert.DoesNotContain(store.Recover(_ => 0, _ => 0), entry => entry is LogDamage);
        using var body = store.NewBody();
        body.Write(member);
        Assert.Null((await store.AppendAsync("key", "a/b/c.dcm", "default/CT1", body)).Failure);
    }

    private static byte[] Part10Of(TestImage image)
    {
        var file = new ArrayBufferWriter<byte>();
        new FileMetaInformation
        {
            MediaStorageSopClassUid = image.SopClass,
            MediaStorageSopInstanceUid = image.Instance,
            TransferSyntax = image.Syntax,
        }.Write(file);
        file.Write(image.Bytes);
        return file.WrittenSpan.ToArray();
    }
}
