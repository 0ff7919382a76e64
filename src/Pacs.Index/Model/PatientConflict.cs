namespace Pacs.Index.Model;

/// <summary>
/// A study that also came under another patient: once for each such patient, with the instance that was first.
/// </summary>
internal sealed class PatientConflict
{
    public long Key { get; init; }

    public long TenantKey { get; init; }

    public long StudyKey { get; init; }

    /// <summary>The Patient ID it came under.</summary>
    public required string PatientId { get; init; }

    /// <summary>The issuer it came under; empty when there is none.</summary>
    public required string Issuer { get; init; }

    public required string SeriesInstanceUid { get; init; }

    public required string SopInstanceUid { get; init; }

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
