namespace Pacs.Index;

/// <summary>A body that has been copied, durably, so that the segment it lay in can go.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="SopInstanceUid">The instance.</param>
/// <param name="From">Where the rows say it lies.</param>
/// <param name="To">Where it lies too.</param>
/// <param name="Copy">The member that the copy is: applied with this.</param>
public sealed record Relocation(string Tenant, string SopInstanceUid, Location From, Location To, LogStretch Copy);
