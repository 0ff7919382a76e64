namespace Pacs.Files;

/// <summary>How a store is laid out and what it may use.</summary>
public sealed record SegmentStoreOptions
{
    /// <summary>
    /// Into how many shards a new store is divided; an existing store keeps its number. While one shard syncs, others
    /// copy. Median of 12 interleaved runs on two cores and one disk, with 1, 2, 4 and 8 shards: bodies of 0.5 MB from 16
    /// senders 520, 640, 2390, 1690 a second, from 4 senders 1180, 1120, 1430, 1730; bodies of 6 KB from 16 senders 4800,
    /// 13500, 10400, 8800, because more shards share fewer syncs. One sender does not feel it.
    /// </summary>
    public int ShardCount { get; init; } = 4;

    /// <summary>
    /// A segment that a member would make longer is sealed, and the next begun. At most 4 GiB; a member that is longer
    /// by itself has a segment for itself.
    /// </summary>
    public long SegmentLength { get; init; } = 512L << 20;

    /// <summary>The length past which a body waits on disk, in a segment of its own, and not in memory.</summary>
    public int SpillLength { get; init; } = 4 << 20;

    /// <summary>
    /// Memory for all bodies together. Once it is used up, bodies go to disk whatever their length; each keeps one block
    /// then.
    /// </summary>
    public long BufferBudget { get; init; } = 256L << 20;

    /// <summary>
    /// The length of a block that bodies gather in; a multiple of 512. 128 KiB is what a write to disk costs least per
    /// byte at, and few enough for one vectored call.
    /// </summary>
    public int BlockLength { get; init; } = 128 << 10;

    /// <summary>
    /// Appends are refused when less is free than this, or than <see cref="MinimumFreeFraction"/> of the disk, whichever
    /// is less: a large disk is used to the end, and a small one is not refused for being small.
    /// </summary>
    public long MinimumFreeBytes { get; init; } = 2L << 30;

    /// <inheritdoc cref="MinimumFreeBytes"/>
    public double MinimumFreeFraction { get; init; } = 0.02;

    /// <summary>How many segments are kept open for reading.</summary>
    public int OpenSegments { get; init; } = 256;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ShardCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ShardCount, 10_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentLength, TarHeader.Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SegmentLength, TarHeader.MaxSegmentLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockLength, 2 * TarHeader.Size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(BlockLength % TarHeader.Size, 0);
        ArgumentOutOfRangeException.ThrowIfNegative(SpillLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(OpenSegments);
    }
}
