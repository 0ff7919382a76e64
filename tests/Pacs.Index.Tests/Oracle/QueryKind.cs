namespace Pacs.Index.Tests.Oracle;

/// <summary>What a random query is mainly about.</summary>
internal enum QueryKind
{
    SingleValue,
    UidList,
    Universal,
    Wildcard,
    Range,
    CombinedDateTime,
    Name,
    Fuzzy,
    Sequence,
    MultipleValues,
    EmptyValue,
    Unindexed,
    Private,
}
