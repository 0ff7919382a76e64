namespace Pacs.Index.Searching;

/// <summary>How a search ended.</summary>
public enum SearchEnd
{
    /// <summary>All matches were answered.</summary>
    Complete,

    /// <summary>There are more matches than were asked for.</summary>
    TooManyMatches,

    /// <summary>As many headers were read as may be, and there are rows left to look at.</summary>
    TooManyHeaders,

    /// <summary>The header of an instance could not be read, so that it is not known whether it matches.</summary>
    UnreadableHeader,

    /// <summary>It was to begin at a place in an index that has been rebuilt since: nothing was looked for.</summary>
    PositionLost,
}
