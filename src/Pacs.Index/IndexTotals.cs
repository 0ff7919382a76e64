namespace Pacs.Index;

/// <summary>How much is held, over all tenants. Superseded versions and those kept aside are not counted.</summary>
public readonly record struct IndexTotals(long Patients, long Studies, long Series, long Instances);
