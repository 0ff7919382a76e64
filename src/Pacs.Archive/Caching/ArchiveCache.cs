namespace Pacs.Archive.Caching;

/// <summary>
/// The folder <c>cache</c> of the data directory: what was made of studies and can be made again. What is kept of a study goes when
/// anything of it is deleted:
/// <list type="number">
/// <item>before the tombstone is written, a mark says whose files are to go;</item>
/// <item>when the index does not have it any more, they go, and then the mark;</item>
/// <item>a mark that is found at start is of a deletion that did not come so far: its files go then.</item>
/// </list>
/// </summary>
public sealed class ArchiveCache
{
    private readonly string _marks;
    private readonly CacheFolder[] _folders;

    internal ArchiveCache(string dataDirectory)
    {
        const long MaxBytes = 1L << 30;
        var path = Path.Combine(dataDirectory, "cache");
        _marks = Path.Combine(path, "deleted");
        Metadata = new CacheFolder(Path.Combine(path, "metadata"), MaxBytes);
        Thumbnails = new CacheFolder(Path.Combine(path, "thumbnails"), MaxBytes);
        _folders = [Metadata, Thumbnails];
    }

    /// <summary>Compressed metadata of series; there is room for some ten thousand series of some hundred images.</summary>
    public CacheFolder Metadata { get; }

    /// <summary>Small pictures; there is room for a hundred thousand.</summary>
    public CacheFolder Thumbnails { get; }

    /// <summary>Something of this study will be deleted.</summary>
    /// <exception cref="IOException">The disk does not take the mark.</exception>
    internal void Mark(StudyKey study)
    {
        Directory.CreateDirectory(_marks);
        File.WriteAllBytes(MarkOf(study), []);
    }

    /// <summary>Removes what is kept of a study that was marked.</summary>
    /// <exception cref="IOException">The disk does not let go of it; the mark is left, too.</exception>
    internal void Forget(StudyKey study)
    {
        foreach (var folder in _folders) folder.Remove(study);
        File.Delete(MarkOf(study));
    }

    /// <summary>At start, when nobody uses it yet: removes what deletions and writers that were cut short have left.</summary>
    /// <exception cref="IOException">The disk does not let go of it.</exception>
    internal void Settle()
    {
        foreach (var folder in _folders) folder.RemoveUnfinished();
        if (!Directory.Exists(_marks)) return;

        foreach (var mark in Directory.GetFiles(_marks)) Forget(StudyKey.OfHash(Path.GetFileName(mark)));
    }

    private string MarkOf(StudyKey study) => Path.Combine(_marks, study.Hash);
}
