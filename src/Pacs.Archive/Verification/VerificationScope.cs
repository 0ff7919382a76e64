namespace Pacs.Archive.Verification;

/// <summary>What is verified, and how fast.</summary>
public sealed record VerificationScope
{
    /// <summary>The one study whose current instances are read; null: every member of the log.</summary>
    public string? StudyInstanceUid { get; init; }

    /// <summary>Bytes a second that are read at the most, so that those who store and fetch keep the disk.</summary>
    public long BytesPerSecond { get; init; } = 100_000_000;

    /// <summary>Begins anew although the last run over the whole log was stopped on its way.</summary>
    public bool FromStart { get; init; }
}
