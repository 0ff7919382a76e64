using System.Collections.Concurrent;
using Pacs.Dicom.Pixels;

namespace Pacs.Archive.Retrieve;

/// <summary>
/// The frame tables of instances whose frames were asked for lately, so that the next frame costs reading that frame. In two
/// generations: when the younger is full it becomes the older, and what nobody asked for meanwhile is forgotten.
/// </summary>
internal sealed class FrameTables
{
    /// <summary>Bytes of one generation: some thousand tables of native images, or those of a few with many fragments.</summary>
    private const long MaxWeight = 16 << 20;

    private readonly Lock _gate = new();
    private ConcurrentDictionary<UInt128, FrameTable> _young = new();
    private ConcurrentDictionary<UInt128, FrameTable> _old = new();
    private long _weight;

    /// <param name="digest">Of the instance: one that is replaced has another.</param>
    /// <param name="read">Makes the table when there is none.</param>
    public FrameTable GetOrRead(UInt128 digest, Func<FrameTable> read)
    {
        if (_young.TryGetValue(digest, out var table)) return table;
        if (!_old.TryGetValue(digest, out table)) table = read();

        lock (_gate)
        {
            if (!_young.TryAdd(digest, table)) return table;

            _weight += table.Weight;
            if (_weight < MaxWeight) return table;

            _old = _young;
            _young = new ConcurrentDictionary<UInt128, FrameTable>();
            _weight = 0;
        }

        return table;
    }
}
