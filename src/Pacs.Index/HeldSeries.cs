namespace Pacs.Index;

/// <summary>A series that is held, by its own UID and that of its study: rows change their keys when the index is rebuilt.</summary>
public sealed record HeldSeries(string StudyInstanceUid, string SeriesInstanceUid);
