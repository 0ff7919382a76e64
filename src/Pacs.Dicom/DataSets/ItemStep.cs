namespace Pacs.Dicom.DataSets;

/// <summary>One step down into a data set: an item of a sequence.</summary>
/// <param name="Sequence">The sequence's tag.</param>
/// <param name="Item">1 for the first item, as the standard counts.</param>
public readonly record struct ItemStep(Tag Sequence, int Item);
