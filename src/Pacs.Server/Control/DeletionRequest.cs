namespace Pacs.Server.Control;

/// <summary>What to delete: a study, or of it a series, or of that an instance.</summary>
internal sealed record DeletionRequest(string Study, string? Series = null, string? Instance = null);
