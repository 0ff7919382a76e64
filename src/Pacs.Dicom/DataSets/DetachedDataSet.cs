namespace Pacs.Dicom.DataSets;

/// <summary>A data set as it was read from text, and those of its values that are elsewhere.</summary>
public sealed record DetachedDataSet(DataSet DataSet, IReadOnlyList<DetachedValue> Detached);
