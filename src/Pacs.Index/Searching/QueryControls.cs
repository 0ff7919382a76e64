using System.Collections.Frozen;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Index.Searching;

/// <summary>
/// Elements of an identifier that say how to ask or how to fetch, and are no attributes to match (PS3.4 §C.4.1.1.3).
/// </summary>
internal static class QueryControls
{
    private static readonly FrozenSet<Tag> Controls = new[]
    {
        Tags.SpecificCharacterSet, Tags.QueryRetrieveLevel, Tags.QueryRetrieveView, Tags.RetrieveAETitle,
        Tags.InstanceAvailability, Tags.TimezoneOffsetFromUTC, Tags.StorageMediaFileSetID, Tags.StorageMediaFileSetUID,
    }.ToFrozenSet();

    public static bool Contains(Tag tag) => tag.IsGroupLength || tag.IsPrivateCreator || Controls.Contains(tag);

    /// <summary>The defined term of Query/Retrieve Level (0008,0052).</summary>
    public static string TermOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => "PATIENT",
        QueryLevel.Study => "STUDY",
        QueryLevel.Series => "SERIES",
        QueryLevel.Image => "IMAGE",
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
