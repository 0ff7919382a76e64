namespace Pacs.Archive.Query;

/// <summary>How a query ended.</summary>
public enum QueryEnd
{
    /// <summary>All matches were answered.</summary>
    Complete,

    /// <summary>There are more matches than one query may have (<see cref="ArchiveOptions.MaxMatches"/>).</summary>
    TooManyMatches,

    /// <summary>
    /// Keys that are not indexed would have to be looked up in more instances than one query may read
    /// (<see cref="ArchiveOptions.MaxHeaders"/>).
    /// </summary>
    TooManyHeaders,

    /// <summary>An instance could not be read, so that it is not known whether it matches; all others were answered.</summary>
    UnreadableInstance,

    /// <summary>The place that the answers were to follow was in an index that has been rebuilt since; nothing was answered.</summary>
    PositionLost,
}
