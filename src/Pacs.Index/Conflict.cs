namespace Pacs.Index;

/// <summary>Something received that contradicts what was held; both are kept, an operator decides.</summary>
public sealed record Conflict
{
    public required ConflictKind Kind { get; init; }

    public required string Tenant { get; init; }

    /// <summary>The study the instance came under.</summary>
    public required string StudyInstanceUid { get; init; }

    /// <summary>The series the instance came under.</summary>
    public required string SeriesInstanceUid { get; init; }

    public required string SopInstanceUid { get; init; }

    public required string SourceAeTitle { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required UInt128 Digest { get; init; }

    /// <summary>Where the body that came lies.</summary>
    public required Location Location { get; init; }
}
