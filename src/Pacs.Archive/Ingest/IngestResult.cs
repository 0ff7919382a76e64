namespace Pacs.Archive.Ingest;

/// <summary>The outcome, and for a refusal its reason in words for the sender's operator, without patient attributes.</summary>
public readonly record struct IngestResult(IngestOutcome Outcome, string? Reason = null);
