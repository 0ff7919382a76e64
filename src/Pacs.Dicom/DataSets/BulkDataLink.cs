namespace Pacs.Dicom.DataSets;

/// <summary>The URI under which a value can be had instead of in the text that is being written, or null: it is to be written.</summary>
/// <param name="path">The items that lead to the element, the outermost first; none for an element of the data set itself.</param>
/// <param name="element">Any element but a sequence with items; also one without a value here, which may have been left elsewhere.</param>
public delegate string? BulkDataLink(ReadOnlySpan<ItemStep> path, DataElement element);
