namespace Pacs.Archive.Conflicts;

/// <summary>Something received that contradicts what was held. Both are kept; a person decides.</summary>
public sealed record ArchiveConflict
{
    public required Contradiction Contradiction { get; init; }

    public required string SopInstanceUid { get; init; }

    /// <summary>The study under which it came.</summary>
    public required string StudyInstanceUid { get; init; }

    /// <summary>The series under which it came.</summary>
    public required string SeriesInstanceUid { get; init; }

    /// <summary>The AE title that sent it.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>XXH3-128 of the file that came, in hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>The study of the version that is served; null when none is any more.</summary>
    public string? CurrentStudyInstanceUid { get; init; }

    /// <summary>The series of the version that is served.</summary>
    public string? CurrentSeriesInstanceUid { get; init; }

    /// <summary>The AE title that sent the version that is served.</summary>
    public string? CurrentSource { get; init; }
}
