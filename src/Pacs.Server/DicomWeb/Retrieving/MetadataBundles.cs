using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Pacs.Archive.Retrieve;
using Pacs.Server.Hosting;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// Compressed metadata of series, kept in <c>cache/metadata</c> of the data directory. A bundle is named by what the series
/// consisted of when it was made, so one that is out of date is not found any more. All of it can be deleted at any time.
/// </summary>
internal sealed class MetadataBundles(PacsOptions options)
{
    /// <summary>Some ten thousand series of some hundred images.</summary>
    private const long MaxBytes = 1L << 30;

    /// <summary>Bundles that are made between two looks at how much there is.</summary>
    private const int BetweenLooks = 64;

    private readonly string _folder = Path.Combine(options.DataDirectory, "cache", "metadata");
    private readonly ConcurrentDictionary<string, Lazy<Task>> _making = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>The bundle of a series as it is now, made if need be; those who ask meanwhile wait for the same one.</summary>
    /// <param name="series">Whose.</param>
    /// <param name="root">What the URLs in it begin with.</param>
    /// <param name="cancellationToken">Ends the wait; what is being made will be of use to the next.</param>
    public async Task<MetadataBundle> OpenAsync(StoredSeries series, string root, CancellationToken cancellationToken)
    {
        var name = NameOf(series, root);
        while (true)
        {
            var path = PathOf(name, series.ReadVersion());
            if (MetadataBundle.TryOpen(path) is { } bundle) return bundle;

            var making = _making.GetOrAdd(path, _ => new Lazy<Task>(() => Task.Run(() => Make(series, root, name), CancellationToken.None)));
            try
            {
                await making.Value.WaitAsync(cancellationToken);
            }
            finally
            {
                if (making.Value.IsCompleted) _making.TryRemove(new KeyValuePair<string, Lazy<Task>>(path, making));
            }
        }
    }

    private static string NameOf(StoredSeries series, string root) => XxHash128
        .HashToUInt128(Encoding.UTF8.GetBytes($"{series.Tenant}\n{series.StudyInstanceUid}\n{series.SeriesInstanceUid}\n{root}"))
        .ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>256 folders: to find what is out of date of one series, few names have to be read.</summary>
    private string FolderOf(string name) => Path.Combine(_folder, name[..2]);

    private string PathOf(string name, ContentVersion version) => Path.Combine(FolderOf(name), $"{name}.{version.Tag}");

    /// <summary>It is named by what was really read: the series may have changed since it was asked for.</summary>
    private void Make(StoredSeries series, string root, string name)
    {
        var folder = FolderOf(name);
        Directory.CreateDirectory(folder);
        var unfinished = Path.Combine(folder, $"{Guid.NewGuid():N}.tmp");
        try
        {
            var path = PathOf(name, WriteTo(unfinished, series, root));
            File.Move(unfinished, path, overwrite: true);
            foreach (var outdated in Directory.EnumerateFiles(folder, $"{name}.*").Where(file => file != path)) File.Delete(outdated);
        }
        finally
        {
            File.Delete(unfinished);
        }

        if (Interlocked.Increment(ref _made) % BetweenLooks == 1) MakeRoom();
    }

    private static ContentVersion WriteTo(string path, StoredSeries series, string root)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 << 10);
        file.Position = MetadataBundle.HeaderLength;
        var crc = new Crc32();
        var length = 0L;
        ContentVersion? version = null;
        using (var deflate = new DeflateStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            using var text = new MetadataText(root);
            foreach (var instance in series.ReadInstances(read => version = read))
            {
                if (length > 0) Write(","u8);
                Write(text.Of(instance).Span);
            }

            deflate.Flush(); // up to a byte boundary; the final block that disposing writes is cut off
            file.Flush();
            var end = file.Position;
            deflate.Dispose();
            file.SetLength(end);

            void Write(ReadOnlySpan<byte> bytes)
            {
                crc.Append(bytes);
                length += bytes.Length;
                deflate.Write(bytes);
            }
        }

        Span<byte> header = stackalloc byte[MetadataBundle.HeaderLength];
        MetadataBundle.WriteHeader(header, crc.GetCurrentHashAsUInt32(), length);
        file.Position = 0;
        file.Write(header);
        return version ?? throw new InvalidOperationException("The instances were not read to their end.");
    }

    /// <summary>Removes the oldest when there are too many.</summary>
    private void MakeRoom()
    {
        var files = new DirectoryInfo(_folder).GetFiles("*", SearchOption.AllDirectories);
        var left = files.Sum(file => file.Length);
        foreach (var file in files.OrderBy(file => file.LastWriteTimeUtc))
        {
            if (left <= MaxBytes) return;

            left -= file.Length;
            file.Delete();
        }
    }
}
