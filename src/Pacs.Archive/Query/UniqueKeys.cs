using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Searching;

namespace Pacs.Archive.Query;

/// <summary>What PS3.4 §C.4.1 and §C.4.2 ask of the unique keys and the level of an identifier.</summary>
internal static class UniqueKeys
{
    private static readonly QueryLevel[] Levels = [QueryLevel.Patient, QueryLevel.Study, QueryLevel.Series, QueryLevel.Image];

    /// <summary>The Query/Retrieve Level (0008,0052), or null when it is missing or not one of the root's.</summary>
    public static QueryLevel? LevelOf(QueryRoot root, DataSet identifier) =>
        LevelOf(root, identifier.GetString(Tags.QueryRetrieveLevel));

    /// <summary>The level that a term means, or null when there is none or it is not one of the root's.</summary>
    public static QueryLevel? LevelOf(QueryRoot root, string? term) => term switch
    {
        "PATIENT" when root != QueryRoot.Study => QueryLevel.Patient,
        "STUDY" => QueryLevel.Study,
        "SERIES" when root != QueryRoot.PatientStudyOnly => QueryLevel.Series,
        "IMAGE" when root != QueryRoot.PatientStudyOnly => QueryLevel.Image,
        _ => null,
    };

    /// <summary>
    /// Why a C-FIND cannot be answered, or null. Without relational queries every level above the asked one is named by
    /// exactly one value of its unique key (PS3.4 §C.4.1.3.1.1).
    /// </summary>
    public static string? RefusalOfFind(QueryRoot root, DataSet identifier, bool isRelational)
    {
        if (LevelOf(root, identifier) is not { } level) return WrongLevel(root, identifier);
        if (isRelational) return null;

        foreach (var above in LevelsAbove(root, level))
        {
            if (!IsSingleValue(identifier, UniqueKeyOf(above)))
            {
                return $"{UniqueKeyOf(above)} must have one value at level {identifier.GetString(Tags.QueryRetrieveLevel)}";
            }
        }

        return null;
    }

    /// <summary>
    /// Why a C-MOVE or C-GET cannot be carried out, or null. What is to be fetched must be named by values of the level's
    /// own unique key (PS3.4 §C.4.2.2.1). Keys of the levels above may be absent, which workstations in use leave out:
    /// UIDs are unique without them; when they are there they must hold.
    /// </summary>
    public static string? RefusalOfRetrieve(QueryRoot root, DataSet identifier)
    {
        if (LevelOf(root, identifier) is not { } level) return WrongLevel(root, identifier);

        var key = UniqueKeyOf(level);
        if (identifier.GetStrings(key).All(value => value.Length == 0)) return $"{key} is missing: it names what to retrieve";

        foreach (var unique in Levels.TakeWhile(other => other <= level).Select(UniqueKeyOf))
        {
            if (identifier.GetStrings(unique).Any(HasWildcard)) return $"{unique} has a wildcard";
        }

        return null;
    }

    private static IEnumerable<QueryLevel> LevelsAbove(QueryRoot root, QueryLevel level) =>
        Levels.Where(above => above < level && (above != QueryLevel.Patient || root != QueryRoot.Study));

    private static Tag UniqueKeyOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => Tags.PatientID,
        QueryLevel.Study => Tags.StudyInstanceUID,
        QueryLevel.Series => Tags.SeriesInstanceUID,
        QueryLevel.Image => Tags.SOPInstanceUID,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    private static bool IsSingleValue(DataSet identifier, Tag key) =>
        identifier.GetStrings(key) is [{ Length: > 0 } value] && !HasWildcard(value);

    private static bool HasWildcard(string value) => value.AsSpan().ContainsAny('*', '?');

    private static string NameOf(QueryRoot root) => root == QueryRoot.PatientStudyOnly ? "Patient/Study Only" : $"{root} Root";

    private static string WrongLevel(QueryRoot root, DataSet identifier) => identifier.GetString(Tags.QueryRetrieveLevel) is { } text
        ? $"Query/Retrieve Level {text} is not one of the {NameOf(root)} model"
        : "Query/Retrieve Level (0008,0052) is missing";
}
