namespace Pacs.Index.Writing;

/// <summary>A body that no row leads to, found while the log was read.</summary>
internal sealed record DeadNote(Location Location, bool IsReturned) : Change;
