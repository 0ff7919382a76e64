namespace Pacs.Server.DicomWeb.Storing;

/// <summary>What became of one instance of a store request (PS3.18 Table I.2-1).</summary>
internal sealed record StoreResult
{
    /// <summary>Null when it could not be found out.</summary>
    public string? SopClassUid { get; init; }

    /// <summary>Null when it could not be found out.</summary>
    public string? SopInstanceUid { get; init; }

    public string? StudyInstanceUid { get; init; }

    public string? SeriesInstanceUid { get; init; }

    /// <summary>Failure Reason (0008,1197) as of PS3.18 Table I.2-2; null: it is durable, and found.</summary>
    public ushort? FailureReason { get; init; }
}
