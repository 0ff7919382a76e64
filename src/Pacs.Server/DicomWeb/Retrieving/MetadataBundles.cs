using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Hashing;
using Pacs.Archive.Caching;
using Pacs.Archive.Retrieve;
using Pacs.Dicom;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// Compressed metadata of series, kept in <c>cache/metadata</c> of the data directory, one bundle of each. It is named by what the
/// series consisted of when it was made, so one that is out of date is not found any more. All of it can be deleted at any time.
/// </summary>
internal sealed class MetadataBundles(ArchiveCache cache, TimeProvider clock, ILogger<MetadataBundles> logger)
{
    /// <summary>Instances whose text is in memory at once: mostly some kilobytes, of enhanced images megabytes.</summary>
    private static readonly int Batch = Environment.ProcessorCount * 16;

    private readonly CacheFolder _cache = cache.Metadata;
    private readonly ConcurrentDictionary<string, Lazy<Task>> _making = new(StringComparer.Ordinal);

    /// <summary>The bundle of a series as it is now, made if need be; those who ask meanwhile wait for the same one.</summary>
    /// <param name="series">Whose.</param>
    /// <param name="root">What the URLs in it begin with if it has to be made; one that is kept may have another.</param>
    /// <param name="cancellationToken">Ends the wait; what is being made will be of use to the next.</param>
    public async Task<MetadataBundle> OpenAsync(StoredSeries series, string root, CancellationToken cancellationToken)
    {
        var study = StudyKey.Of(series.Tenant, series.StudyInstanceUid);
        var name = StudyKey.HashOf(series.SeriesInstanceUid);
        while (true)
        {
            var path = _cache.PathOf(study, NameOf(name, series.ReadVersion()));
            if (MetadataBundle.TryOpen(path, clock.GetUtcNow()) is { } bundle) return bundle;

            var making = _making.GetOrAdd(path, _ => new Lazy<Task>(() => Task.Run(() => Make(series, root, study, name), CancellationToken.None)));
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

    private static string NameOf(string series, ContentVersion version) => $"{series}.{version.Tag}";

    /// <summary>It is named by what was really read: the series may have changed since it was asked for.</summary>
    private void Make(StoredSeries series, string root, StudyKey study, string name)
    {
        var unfinished = _cache.NewUnfinished();
        try
        {
            var version = WriteTo(unfinished, series, root);
            _cache.Keep(unfinished, study, NameOf(name, version), () => series.ReadVersion().Tag == version.Tag);
            _cache.Remove(study, $"{name}.", except: NameOf(name, version));
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private ContentVersion WriteTo(string path, StoredSeries series, string root)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 << 10);
        file.Position = MetadataBundle.HeaderOf(0, 0, 0, root).Length;
        var crc = new Crc32();
        var length = 0L;
        var leftOut = 0;
        ContentVersion? version = null;
        using (var deflate = new DeflateStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            StoredInstance[] now = [];
            foreach (var next in series.ReadInstances(read => version = read).Chunk(Batch).Append([]))
            {
                foreach (var text in TextsOf(now, next, root))
                {
                    if (text is null)
                    {
                        leftOut++;
                        continue;
                    }

                    if (length > 0) Write(","u8);
                    Write(text);
                }

                now = next;
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

        file.Position = 0;
        file.Write(MetadataBundle.HeaderOf(crc.GetCurrentHashAsUInt32(), length, leftOut, root));
        return version ?? throw new InvalidOperationException("The instances were not read to their end.");
    }

    /// <summary>
    /// The text of each, in their order, read by all processors, while the disk fetches the next; null for one that cannot be read.
    /// </summary>
    private byte[]?[] TextsOf(StoredInstance[] instances, StoredInstance[] next, string root)
    {
        var texts = new byte[]?[instances.Length];
        Parallel.For(
            0,
            Math.Max(instances.Length, next.Length),
            () => new MetadataText(root),
            (i, _, text) =>
            {
                if (i < next.Length) next[i].ExpectMetadata();
                if (i >= instances.Length) return text;

                try
                {
                    texts[i] = text.Of(instances[i]).ToArray();
                }
                catch (Exception unreadable) when (unreadable is IOException or DicomFormatException)
                {
                    DicomWebLog.Unreadable(logger, instances[i].SopInstanceUid, unreadable);
                }

                return text;
            },
            text => text.Dispose());
        return texts;
    }
}
