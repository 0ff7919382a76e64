namespace Pacs.Index.Searching;

/// <summary>
/// How the column of a key narrows a search. What it lets through is matched on the attributes themselves.
/// </summary>
internal enum MatchingKind
{
    /// <summary>A unique identifier: one or a list, never a pattern (PS3.4 §C.2.2.2.2).</summary>
    Uid,

    /// <summary>Text, case-sensitive, with wildcards (PS3.4 §C.2.2.2.4).</summary>
    Text,

    /// <summary>A person's name: folded, one column for each component group.</summary>
    PersonName,

    /// <summary>A date as eight digits, or a range of them (PS3.4 §C.2.2.2.5).</summary>
    Date,

    /// <summary>A time as six digits and a fraction, or a range of them.</summary>
    Time,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Several values in one column, each between backslashes: any of them may match.</summary>
    List,

    /// <summary>Counted as instances come; nothing to narrow by.</summary>
    Count,
}
