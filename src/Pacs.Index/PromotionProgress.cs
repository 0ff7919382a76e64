namespace Pacs.Index;

/// <summary>How far an attribute is indexed that was promoted while instances were held already.</summary>
/// <param name="Attribute">Its name, as the configuration has it.</param>
/// <param name="Filled">Instances that have been looked at.</param>
/// <param name="Total">Instances that were held.</param>
/// <param name="IsComplete">Searches use it.</param>
public sealed record PromotionProgress(string Attribute, long Filled, long Total, bool IsComplete);
