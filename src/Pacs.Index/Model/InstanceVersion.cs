namespace Pacs.Index.Model;

/// <summary>
/// A body in the log that is not current, with the reason. Every member of the log is either an <see cref="Instance"/>
/// or one of these: so a replay knows what it has seen.
/// </summary>
internal sealed class InstanceVersion
{
    public long Key { get; init; }

    public long TenantKey { get; init; }

    public VersionReason Reason { get; init; }

    public required string StudyInstanceUid { get; init; }

    public required string SeriesInstanceUid { get; init; }

    public required string SopInstanceUid { get; init; }

    public required string SopClassUid { get; init; }

    public required string TransferSyntaxUid { get; init; }

    public int Shard { get; init; }

    public int Segment { get; init; }

    public long Offset { get; init; }

    public long Length { get; init; }

    /// <summary>128 bits, high byte first.</summary>
    public required byte[] Digest { get; init; }

    public required string SourceAeTitle { get; init; }

    /// <summary>100 ns since 1970, UTC: the order of the log, see <see cref="Writing.LogTime"/>.</summary>
    public long ReceivedAt { get; init; }
}
