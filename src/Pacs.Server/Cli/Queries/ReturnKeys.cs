using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Server.Queries;

namespace Pacs.Server.Cli.Queries;

/// <summary>What is asked for of each level unless somebody says otherwise, in the order of the columns.</summary>
internal static class ReturnKeys
{
    public static IReadOnlyList<Tag> DefaultsOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient =>
        [
            Tags.PatientID, Tags.PatientName, Tags.PatientBirthDate, Tags.PatientSex,
            Tags.NumberOfPatientRelatedStudies,
        ],
        QueryLevel.Study =>
        [
            Tags.StudyDate, Tags.PatientID, Tags.PatientName, Tags.AccessionNumber, Tags.ModalitiesInStudy,
            Tags.StudyDescription, Tags.NumberOfStudyRelatedSeries, Tags.NumberOfStudyRelatedInstances,
            Tags.StudyInstanceUID,
        ],
        QueryLevel.Series =>
        [
            Tags.SeriesNumber, Tags.Modality, Tags.SeriesDescription, Tags.NumberOfSeriesRelatedInstances,
            Tags.SeriesInstanceUID,
        ],
        QueryLevel.Image => [Tags.InstanceNumber, Tags.SOPClassUID, Tags.SOPInstanceUID],
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    /// <summary>Short where everybody knows what is meant: a screen is soon full.</summary>
    public static string HeadingOf(QueryKey key) => key switch
    {
        { Path.Count: > 1 } => key.Name,
        _ when key.Attribute == Tags.PatientBirthDate => "BirthDate",
        _ when key.Attribute == Tags.PatientSex => "Sex",
        _ when key.Attribute == Tags.NumberOfPatientRelatedStudies => "Studies",
        _ when key.Attribute == Tags.AccessionNumber => "Accession",
        _ when key.Attribute == Tags.ModalitiesInStudy => "Modalities",
        _ when key.Attribute == Tags.StudyDescription || key.Attribute == Tags.SeriesDescription => "Description",
        _ when key.Attribute == Tags.NumberOfStudyRelatedSeries => "Series",
        _ when key.Attribute == Tags.NumberOfStudyRelatedInstances => "Images",
        _ when key.Attribute == Tags.NumberOfSeriesRelatedInstances => "Images",
        _ => key.Name,
    };

    /// <summary>The key that tells one of its level from the others (PS3.4 §C.6.1.1).</summary>
    public static Tag UniqueKeyOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => Tags.PatientID,
        QueryLevel.Study => Tags.StudyInstanceUID,
        QueryLevel.Series => Tags.SeriesInstanceUID,
        QueryLevel.Image => Tags.SOPInstanceUID,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
