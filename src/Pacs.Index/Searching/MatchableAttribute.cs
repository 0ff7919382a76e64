using Pacs.Dicom.DataSets;

namespace Pacs.Index.Searching;

/// <summary>One key with a column.</summary>
/// <param name="Tag">The key.</param>
/// <param name="Level">The level whose table has the column.</param>
/// <param name="Kind">How it is matched.</param>
/// <param name="Column">The column; for a person's name that of the alphabetic group.</param>
/// <param name="IsIndexed">True when an index begins with the tenant and this column.</param>
/// <param name="HasTrigrams">True when the trigram table has the column too: for patterns in the middle.</param>
internal sealed record MatchableAttribute(
    Tag Tag,
    QueryLevel Level,
    MatchingKind Kind,
    string Column,
    bool IsIndexed = false,
    bool HasTrigrams = false)
{
    /// <summary>The columns of the component groups: alphabetic, ideographic, phonetic.</summary>
    public IReadOnlyList<string> NameColumns { get; } = [Column, Column + "Ideographic", Column + "Phonetic"];

    /// <summary>
    /// True when the column is part of who the row is: set once, from the first instance, never filled later.
    /// </summary>
    public bool IsIdentity { get; init; }

    /// <summary>
    /// The VR of a value that is computed, or kept in a column only; none when it is among the level's attributes.
    /// </summary>
    public Vr ComputedVr { get; init; }
}
