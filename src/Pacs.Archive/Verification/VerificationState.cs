namespace Pacs.Archive.Verification;

/// <summary>What is kept of a verification of the whole log: how far it came, so that it can be gone on with.</summary>
internal sealed record VerificationState
{
    /// <summary>The segment that is next, and where in it.</summary>
    public int Shard { get; init; }

    public int Segment { get; init; }

    public long Offset { get; init; }

    public required VerificationReport Report { get; init; }
}
