namespace Pacs.Index.Model;

/// <summary>
/// The current version of an instance. There are hundreds of millions: every column here is paid that often.
/// </summary>
internal sealed class Instance
{
    public long Key { get; init; }

    public long TenantKey { get; init; }

    public long SeriesKey { get; init; }

    public required string SopInstanceUid { get; init; }

    public required string SopClassUid { get; init; }

    public required string TransferSyntaxUid { get; init; }

    public long? InstanceNumber { get; init; }

    public int Shard { get; init; }

    public int Segment { get; init; }

    public long Offset { get; init; }

    public long Length { get; init; }

    /// <summary>128 bits, high byte first.</summary>
    public required byte[] Digest { get; init; }

    public required string SourceAeTitle { get; init; }

    /// <summary>100 ns since 1970, UTC: the order of the log, see <see cref="Writing.LogTime"/>.</summary>
    public long ReceivedAt { get; init; }

    /// <summary>
    /// The few instance attributes that lists show, as an Explicit VR Little Endian data set in UTF-8.
    /// </summary>
    public required byte[] Attributes { get; init; }
}
