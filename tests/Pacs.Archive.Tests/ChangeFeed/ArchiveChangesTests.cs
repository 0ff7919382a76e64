using Pacs.Archive.ChangeFeed;
using Pacs.Archive.Deletion;
using Pacs.Archive.Ingest;

namespace Pacs.Archive.Tests.ChangeFeed;

public sealed class ArchiveChangesTests
{
    private const int PageLength = 7;

    /// <summary>One study, so one shard; some twenty of them fill a segment.</summary>
    private static readonly TestImage[] Images =
    [
        .. Enumerable.Range(1, 100).Select(i => new TestImage { Instance = $"1.2.1.1.{i}", Version = i, PixelLength = 2000 }),
    ];

    private static TestImage[] Kept => [.. Images.Where((_, i) => i % 10 == 0)];

    [Fact]
    public async Task Tells_who_begins_after_a_rewriting_what_is_held_and_what_was_deleted()
    {
        await using var archive = await RewrittenAsync(_ => { });

        var (changes, _) = ReadOn(archive, since: null);

        Assert.Equal(
            Kept.Select(image => image.Instance).Order(StringComparer.Ordinal), Stored(changes).Order(StringComparer.Ordinal));
        Assert.Equal(
            Images.Except(Kept).Select(image => image.Instance).Order(StringComparer.Ordinal),
            changes.SelectMany(change => change.Deleted).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Misses_nothing_for_who_stands_in_a_segment_that_is_rewritten()
    {
        var readers = new List<(List<ArchiveChange> Told, FeedPosition? Place)>();
        await using var archive = await RewrittenAsync(filled =>
        {
            // One has read nothing, each of the others a page more than the one before.
            readers.Add(([], null));
            while (readers[^1] is var (told, place))
            {
                var page = Read(filled, place);
                if (page.Changes.Count == 0) break;
                readers.Add(([.. told, .. page.Changes], page.Next));
            }
        });
        var late = new TestImage { Instance = "1.2.1.1.1000", Version = 1000 };
        Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(late)).Outcome);

        Assert.True(readers.Count > 10, "The feed was read in too few pages to stand in every segment.");
        foreach (var (told, place) in readers)
        {
            var (further, _) = ReadOn(archive, place);
            ArchiveChange[] all = [.. told, .. further];

            var gone = all.SelectMany(change => change.Deleted).ToHashSet();
            Assert.Equal(Images.Except(Kept).Select(image => image.Instance).ToHashSet(), gone);
            Assert.Superset(Kept.Append(late).Select(image => image.Instance).ToHashSet(), Stored(all).ToHashSet());
            // What comes again comes under the sequence that it had.
            Assert.All(all.GroupBy(change => change.Sequence), same => Assert.Single(same.Select(change => (change.Instance, change.Action)).Distinct()));
            Assert.All(
                all.Where(change => change.Action != ChangeAction.Deleted).GroupBy(change => change.Instance),
                same => Assert.Single(same.Select(change => change.Sequence).Distinct()));
        }
    }

    /// <summary>Filled, then mostly deleted, then the segments rewritten.</summary>
    private static async Task<TestArchive> RewrittenAsync(Action<TestArchive> whenFilled)
    {
        var archive = await TestArchive.OpenAsync(segmentLength: 64 << 10);
        foreach (var image in Images) Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(image)).Outcome);
        whenFilled(archive);
        foreach (var image in Images.Except(Kept))
        {
            var result = await archive.Deletion.DeleteAsync(
                DicomArchive.DefaultTenant, image.Study, image.Series, image.Instance, CancellationToken.None);
            Assert.Equal(DeletionOutcome.Deleted, result.Outcome);
        }

        var before = archive.Store.Segments().Count;
        await archive.Space.ReturnAsync(CancellationToken.None);
        Assert.True(archive.Store.Segments().Count < before, "No segment was rewritten.");
        return archive;
    }

    private static IEnumerable<string> Stored(IEnumerable<ArchiveChange> changes) =>
        changes.Where(change => change.Action == ChangeAction.Stored).Select(change => change.Instance!);

    private static ChangePage Read(TestArchive archive, FeedPosition? since) =>
        new ArchiveChanges(archive.Store, archive.Index).Read(DicomArchive.DefaultTenant, since, PageLength, CancellationToken.None);

    private static (List<ArchiveChange> Changes, FeedPosition Place) ReadOn(TestArchive archive, FeedPosition? since)
    {
        var all = new List<ArchiveChange>();
        while (true)
        {
            var page = Read(archive, since);
            if (page.Changes.Count == 0) return (all, page.Next);
            all.AddRange(page.Changes);
            since = page.Next;
        }
    }
}
