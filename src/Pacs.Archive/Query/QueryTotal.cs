namespace Pacs.Archive.Query;

/// <summary>How many matches there are, without reading all of them.</summary>
/// <param name="Count">How many.</param>
/// <param name="IsExact">False when some of them may turn out not to match.</param>
/// <param name="IsCut">True when there are more, which were not counted.</param>
public readonly record struct QueryTotal(long Count, bool IsExact, bool IsCut);
