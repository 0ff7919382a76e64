using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Pacs.Server.Hosting;

namespace Pacs.Server.DicomWeb.Rendering;

/// <summary>
/// Small pictures, kept in <c>cache/thumbnails</c> of the data directory. Each is named by what it was made of, so that one of what was
/// replaced or deleted is not found any more. All of it can be deleted at any time.
/// </summary>
internal sealed class Thumbnails(PacsOptions options)
{
    /// <summary>A hundred thousand of them.</summary>
    private const long MaxBytes = 1L << 30;

    private readonly CacheFolder _cache = new(Path.Combine(options.DataDirectory, "cache", "thumbnails"), MaxBytes);

    /// <summary>What is kept of this, or null.</summary>
    /// <param name="of">Of what it is, in which version, and how: whatever else would be another picture is named otherwise.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<byte[]?> FindAsync(string of, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(PathOf(NameOf(of)), cancellationToken);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public async Task KeepAsync(string of, byte[] picture, CancellationToken cancellationToken)
    {
        var name = NameOf(of);
        Directory.CreateDirectory(_cache.FolderOf(name));
        var unfinished = Path.Combine(_cache.FolderOf(name), $"{Guid.NewGuid():N}.tmp");
        try
        {
            await File.WriteAllBytesAsync(unfinished, picture, cancellationToken);
            File.Move(unfinished, PathOf(name), overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }

        _cache.MakeRoomFor(picture.Length);
    }

    private string PathOf(string name) => Path.Combine(_cache.FolderOf(name), name);

    private static string NameOf(string of) => XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(of)).ToString("x32", CultureInfo.InvariantCulture);
}
