namespace Pacs.Index.Searching;

/// <summary>How many matches there are, as far as the index can tell without reading them.</summary>
/// <param name="Count">Rows that may match.</param>
/// <param name="IsExact">True when all of them do.</param>
/// <param name="IsCut">True when there are more, which were not counted.</param>
public readonly record struct SearchTotal(long Count, bool IsExact, bool IsCut = false);
