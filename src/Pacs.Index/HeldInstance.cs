namespace Pacs.Index;

/// <summary>The current version of an instance, and where its body lies.</summary>
public sealed record HeldInstance
{
    public required string StudyInstanceUid { get; init; }

    public required string SeriesInstanceUid { get; init; }

    public required string SopClassUid { get; init; }

    public required string SopInstanceUid { get; init; }

    public required string TransferSyntaxUid { get; init; }

    public required string SourceAeTitle { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required UInt128 Digest { get; init; }

    public required Location Location { get; init; }
}
