namespace Pacs.Archive.ChangeFeed;

/// <summary>Some changes in the order in which they happened, and from where to go on.</summary>
public sealed record ChangePage(IReadOnlyList<ArchiveChange> Changes, FeedPosition Next);
