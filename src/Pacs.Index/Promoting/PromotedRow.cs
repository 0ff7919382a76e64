using Pacs.Dicom.Dictionary;

namespace Pacs.Index.Promoting;

/// <summary>What a promoted attribute has in one instance, made where the instance comes in.</summary>
/// <param name="Name">The attribute.</param>
/// <param name="Element">It, encoded; null where only the instance itself can tell.</param>
/// <param name="Values">What it is looked up by.</param>
internal sealed record PromotedRow(AttributeName Name, byte[]? Element, IReadOnlyList<string> Values);
