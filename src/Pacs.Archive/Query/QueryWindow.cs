using Pacs.Dicom.DataSets;

namespace Pacs.Archive.Query;

/// <summary>Which of the matches are answered, and in which order.</summary>
public sealed record QueryWindow
{
    /// <summary>All of them, as they were first stored.</summary>
    public static QueryWindow All { get; } = new();

    /// <summary>One of <see cref="ArchiveQuery.OrderingAttributes"/>; null orders as matches were first stored.</summary>
    public Tag? OrderBy { get; init; }

    /// <summary>The greatest first. It says nothing without <see cref="OrderBy"/>.</summary>
    public bool IsDescending { get; init; }

    /// <summary>Where the answers before have ended; null for the first ones.</summary>
    public QueryPosition? After { get; init; }

    /// <summary>Matches to leave out at the front.</summary>
    public int Skip { get; init; }

    /// <summary>Answers at the most, if that is fewer than a query may have (<see cref="ArchiveOptions.MaxMatches"/>).</summary>
    public int? Limit { get; init; }
}
