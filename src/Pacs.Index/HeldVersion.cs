namespace Pacs.Index;

/// <summary>A body that is held under a SOP Instance UID: the current one, or one that was superseded or kept aside.</summary>
public readonly record struct HeldVersion(string SopInstanceUid, Location Location, bool IsCurrent);
