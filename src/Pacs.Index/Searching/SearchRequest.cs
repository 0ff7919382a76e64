using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Index.Searching;

/// <summary>What is looked for, by which rules, and what that may cost.</summary>
public sealed record SearchRequest
{
    /// <summary>The level of the answers.</summary>
    public required QueryLevel Level { get; init; }

    /// <summary>The identifier (PS3.4 §C.4.1.1.3). It must not change while answers are read.</summary>
    public required DataSet Keys { get; init; }

    /// <summary>Whose archive; of an unknown one nothing is found.</summary>
    public string Tenant { get; init; } = ArchiveIndex.DefaultTenant;

    /// <summary>Attributes that are the same for every match; keys match them and are answered with them.</summary>
    public DataSet Constants { get; init; } = [];

    /// <summary>
    /// Keys below the level match, too: one instance that meets all of them is enough (PS3.4 §C.4.1.2.2.1). Otherwise
    /// they are not supported.
    /// </summary>
    public bool IsRelational { get; init; }

    /// <summary>A range of dates and the range of times beside it are one range (PS3.4 §C.2.2.2.5.3).</summary>
    public bool CombinesDateTime { get; init; }

    /// <summary>Names match by their sound, too (see <see cref="PhoneticName"/>).</summary>
    public bool IsFuzzy { get; init; }

    /// <summary>
    /// Dates and times are matched and answered at the offset from UTC that the identifier gives in (0008,0201); without
    /// one there, and without this, they are taken as they are.
    /// </summary>
    public bool AdjustsTimezone { get; init; }

    /// <summary>The zone of instances that do not say theirs. It matters with <see cref="AdjustsTimezone"/> only.</summary>
    public TimeZoneInfo LocalZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Answers at the most.</summary>
    public int MaxAnswers { get; init; } = int.MaxValue;

    /// <summary>Null orders answers as they were first stored, the oldest first.</summary>
    public SearchOrder? Order { get; init; }

    /// <summary>Answers begin behind this place; null begins with the first.</summary>
    public SearchPosition? After { get; init; }

    /// <summary>Matches behind that place which are not answered.</summary>
    public int Skip { get; init; }

    /// <summary>Headers that may be read to match keys the index does not keep.</summary>
    public int MaxHeaders { get; init; } = int.MaxValue;

    /// <summary>Reads what the index does not keep. Without it such an attribute counts as missing.</summary>
    public HeaderReader? ReadHeader { get; init; }

    /// <summary>The requester's offset from UTC, if dates and times are to be taken to it.</summary>
    internal TimeSpan? Offset =>
        AdjustsTimezone && Keys.GetString(Tags.TimezoneOffsetFromUTC) is { } text && Interval.ParseOffset(text) is { } ticks
            ? TimeSpan.FromTicks(ticks)
            : null;
}
