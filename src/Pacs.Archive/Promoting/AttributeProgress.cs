namespace Pacs.Archive.Promoting;

/// <summary>How far an attribute is indexed that the configuration promotes.</summary>
/// <param name="Attribute">Its name, as the configuration has it.</param>
/// <param name="Filled">Instances that have been looked at, of those that were held when it was promoted.</param>
/// <param name="Total">How many there were.</param>
/// <param name="IsComplete">Queries use it.</param>
public sealed record AttributeProgress(string Attribute, long Filled, long Total, bool IsComplete);
