namespace Pacs.Archive.Query;

/// <summary>
/// What a query means beyond the baseline, as far as its requester and the archive agreed to it (PS3.4 §C.5.1.1).
/// </summary>
public sealed record QueryOptions
{
    /// <summary>Nothing was agreed: hierarchical, each attribute matched on its own.</summary>
    public static QueryOptions Baseline { get; } = new();

    /// <summary>What the archive can agree to.</summary>
    public static QueryOptions Supported { get; } = new()
    {
        IsRelational = true, CombinesDateTime = true, IsFuzzy = true, AdjustsTimezone = true,
    };

    /// <summary>Unique keys of the levels above need not be named (PS3.4 §C.4.1.3.2.1).</summary>
    public bool IsRelational { get; init; }

    /// <summary>Ranges of a date and of its time are one range (PS3.4 §C.2.2.2.5).</summary>
    public bool CombinesDateTime { get; init; }

    /// <summary>Person names match by sound as well (PS3.4 §C.2.2.2.1).</summary>
    public bool IsFuzzy { get; init; }

    /// <summary>Dates and times are matched and told in the requester's time zone.</summary>
    public bool AdjustsTimezone { get; init; }
}
