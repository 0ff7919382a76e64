using Pacs.Archive.Ingest;
using Pacs.Archive.Tests.Deletion;

namespace Pacs.Archive.Tests.Ingest;

/// <summary>Of versions from one source the one that was acknowledged last is current, however the log is read again.</summary>
public sealed class VersionOrderTests
{
    private const int Large = 20_000; // spills, and so gets a segment by itself

    private static readonly TestImage Image = new();

    [Theory]
    [InlineData(1000, Large, 1000)]
    [InlineData(Large, 1000, Large)]
    [InlineData(Large, 1000, 1000)]
    public async Task The_last_one_is_current_whatever_their_lengths(params int[] lengths)
    {
        await using var archive = await TestArchive.OpenAsync();
        await archive.Ingest.SendAsync(Image with { Instance = "1.2.1.1.9" }); // a segment is open
        TestImage? last = null;
        foreach (var (version, length) in lengths.Index())
        {
            last = Image with { Version = version, PixelLength = length };
            var outcome = (await archive.Ingest.SendAsync(last)).Outcome;
            Assert.Equal(version == 0 ? IngestOutcome.Stored : IngestOutcome.Replaced, outcome);
            Assert.Equal(last.Bytes, await archive.Retrieve.ReadAsync(Image));
        }

        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task The_first_place_of_an_instance_stays_whatever_shards_the_others_are_in()
    {
        await using var archive = await TestArchive.OpenAsync();
        for (var i = 0; i < 16; i++)
        {
            var image = Image with { Study = $"1.2.{i}", Instance = $"1.9.{i}", Version = i };
            await archive.Ingest.SendAsync(image);
            var elsewhere = image with { Study = $"1.3.{i}", Version = 100 + i };
            Assert.Equal(IngestOutcome.KeptAside, (await archive.Ingest.SendAsync(elsewhere)).Outcome);
        }

        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task A_former_version_that_was_moved_stays_a_former_one()
    {
        await using var archive = await TestArchive.OpenAsync(segmentLength: 16 << 10);
        await archive.Ingest.SendAsync(Image);
        for (var i = 2; i < 20; i++) await archive.Ingest.SendAsync(Image with { Instance = $"1.2.1.1.{i}", PixelLength = 2000 });
        var current = Image with { Version = 2 };
        await archive.Ingest.SendAsync(current);
        for (var i = 2; i < 20; i++)
        {
            await archive.Deletion.DeleteAsync(Pacs.Index.ArchiveIndex.DefaultTenant, Image.Study, Image.Series, $"1.2.1.1.{i}", CancellationToken.None);
        }

        await archive.Space.ReturnAsync(CancellationToken.None);

        Assert.Equal(current.Bytes, await archive.Retrieve.ReadAsync(Image));
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }
}
