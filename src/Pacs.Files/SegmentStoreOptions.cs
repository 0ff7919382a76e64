namespace Pacs.Files;

/// <summary>How a store is laid out and what it may use.</summary>
public sealed record SegmentStoreOptions
{
    /// <summary>Into how many shards a new store is divided; an existing store keeps its number.</summary>
    public int ShardCount { get; init; } = 1;

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
