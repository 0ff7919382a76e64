using Pacs.Archive.Caching;
using Pacs.Index;

namespace Pacs.Archive.Tests.Caching;

public sealed class ArchiveCacheTests
{
    private static readonly TestImage Image = new() { Study = "1.2.1", Series = "1.2.1.1", Instance = "1.2.1.1.1" };
    private static readonly StudyKey Study = StudyKey.Of(ArchiveIndex.DefaultTenant, Image.Study);
    private static readonly StudyKey Other = StudyKey.Of(ArchiveIndex.DefaultTenant, "1.2.2");

    [Fact]
    public async Task Keeps_nothing_of_a_study_of_which_something_was_deleted()
    {
        await using var archive = await TestArchive.OpenAsync();
        await archive.Ingest.SendAsync(Image);
        await archive.Ingest.SendAsync(Image with { Instance = "1.2.1.1.2" });
        Keep(archive.Cache, Study);
        Keep(archive.Cache, Other);

        await archive.Deletion.DeleteAsync(ArchiveIndex.DefaultTenant, Image.Study, Image.Series, Image.Instance, CancellationToken.None);

        Assert.Equal(PathsOf(archive.Cache, Other), CachedIn(archive.Directory));
    }

    [Fact]
    public async Task Removes_at_start_what_a_deletion_that_was_cut_short_would_have_removed()
    {
        using var directory = new TemporaryDirectory();
        ArchiveCache cache;
        await using (var archive = await DataDirectory.OpenAsync(directory))
        {
            cache = archive.Cache;
            Keep(cache, Study);
            Keep(cache, Other);
            cache.Mark(Study);
            await File.WriteAllTextAsync(cache.Thumbnails.NewUnfinished(), "cut short");
        }

        await (await DataDirectory.OpenAsync(directory)).DisposeAsync();

        Assert.Equal(PathsOf(cache, Other), CachedIn(directory));
    }

    [Fact]
    public async Task Does_not_keep_what_was_made_of_something_that_is_deleted_meanwhile()
    {
        await using var archive = await TestArchive.OpenAsync();

        Keep(archive.Cache, Study, isCurrent: false);

        Assert.Empty(CachedIn(archive.Directory));
    }

    [Fact]
    public async Task Deletes_nothing_when_it_cannot_be_noted_whose_files_are_to_go()
    {
        await using var archive = await TestArchive.OpenAsync();
        await archive.Ingest.SendAsync(Image);
        await File.WriteAllTextAsync(Path.Combine(archive.Directory, "cache"), "no folder");

        var result = await archive.Deletion.DeleteAsync(ArchiveIndex.DefaultTenant, Image.Study, null, null, CancellationToken.None);

        Assert.Equal(Pacs.Archive.Deletion.DeletionOutcome.StorageFailed, result.Outcome);
        Assert.Equal(Image.Bytes, await archive.Retrieve.ReadAsync(Image));
    }

    private static void Keep(ArchiveCache cache, StudyKey study, bool isCurrent = true)
    {
        foreach (var folder in (CacheFolder[])[cache.Metadata, cache.Thumbnails])
        {
            var unfinished = folder.NewUnfinished();
            File.WriteAllText(unfinished, "of a patient");
            folder.Keep(unfinished, study, "picture", () => isCurrent);
        }
    }

    private static IEnumerable<string> PathsOf(ArchiveCache cache, StudyKey study) =>
        [cache.Metadata.PathOf(study, "picture"), cache.Thumbnails.PathOf(study, "picture")];

    private static IEnumerable<string> CachedIn(string directory) =>
        Directory.GetFiles(Path.Combine(directory, "cache"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
