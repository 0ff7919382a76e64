namespace Pacs.Index;

/// <summary>A series that is held.</summary>
/// <param name="Key">Its row's, which a series that is deleted and comes again does not keep.</param>
/// <param name="StudyInstanceUid">Its study.</param>
/// <param name="SeriesInstanceUid">Its UID.</param>
public sealed record HeldSeries(long Key, string StudyInstanceUid, string SeriesInstanceUid);
