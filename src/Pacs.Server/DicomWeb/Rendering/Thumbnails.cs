using Pacs.Archive.Caching;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>
/// Small pictures, kept in <c>cache/thumbnails</c> of the data directory. Each is named by what it was made of, so that one of what was
/// replaced or deleted is not found any more. All of it can be deleted at any time.
/// </summary>
internal sealed class Thumbnails(ArchiveCache cache)
{
    private readonly CacheFolder _cache = cache.Thumbnails;

    /// <summary>What is kept of this, or null.</summary>
    /// <param name="study">Of which study.</param>
    /// <param name="of">Of what it is, in which version, and how: whatever else would be another picture is named otherwise.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<byte[]?> FindAsync(StudyKey study, string of, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(_cache.PathOf(study, StudyKey.HashOf(of)), cancellationToken);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Keeps one, unless what it was made of has changed meanwhile.</summary>
    public async Task KeepAsync(StudyKey study, string of, byte[] picture, Func<bool> isCurrent, CancellationToken cancellationToken)
    {
        var unfinished = _cache.NewUnfinished();
        try
        {
            await File.WriteAllBytesAsync(unfinished, picture, cancellationToken);
            _cache.Keep(unfinished, study, StudyKey.HashOf(of), isCurrent);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
