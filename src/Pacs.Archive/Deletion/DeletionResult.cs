namespace Pacs.Archive.Deletion;

/// <summary>What was deleted, and for a failure its reason in words for the operator.</summary>
/// <param name="Outcome">Whether it was.</param>
/// <param name="Instances">SOP Instance UIDs of which bodies are gone.</param>
/// <param name="Bodies">Bodies: superseded versions and those kept aside count too.</param>
/// <param name="Bytes">Their bytes, which the disk gets back a little later.</param>
/// <param name="Reason">Null when it was done.</param>
public sealed record DeletionResult(DeletionOutcome Outcome, int Instances, int Bodies, long Bytes, string? Reason = null);
