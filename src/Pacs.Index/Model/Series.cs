namespace Pacs.Index.Model;

/// <summary>
/// A series of a study. One Series Instance UID under two studies, which the standard forbids and scanners do, is two
/// series: both are found and nothing is lost.
/// </summary>
internal sealed class Series
{
    public long Key { get; init; }

    public long TenantKey { get; init; }

    public long StudyKey { get; init; }

    public required string SeriesInstanceUid { get; init; }

    public string? Modality { get; init; }

    public long? SeriesNumber { get; init; }

    public string? SeriesDescription { get; init; }

    public string? BodyPart { get; init; }

    public string? Laterality { get; init; }

    public string? ProtocolName { get; init; }

    public string? StationName { get; init; }

    public string? InstitutionName { get; init; }

    public string? PerformedStepId { get; init; }

    public string? PerformedStepStartDate { get; init; }

    public string? PerformedStepStartTime { get; init; }

    public int NumberOfInstances { get; init; }

    /// <summary>The series' and its equipment's attributes as an Explicit VR Little Endian data set in UTF-8.</summary>
    public required byte[] Attributes { get; init; }
}
