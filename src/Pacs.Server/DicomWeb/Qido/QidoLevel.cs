using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Server.DicomWeb.Qido;

/// <summary>What is searched for, and what is answered of it when nothing else is asked (PS3.18 §10.6.3.3).</summary>
internal sealed class QidoLevel
{
    private QidoLevel(string term, Tag[] byDefault)
    {
        Term = term;
        Default = [.. byDefault.Select(Key)];
        Kept = [.. ArchiveQuery.AttributesOf(term).Select(Key)];
    }

    /// <summary>PS3.18 Table 10.6.3-3.</summary>
    public static QidoLevel Study { get; } = new("STUDY",
    [
        Tags.StudyDate, Tags.StudyTime, Tags.AccessionNumber, Tags.InstanceAvailability, Tags.ModalitiesInStudy,
        Tags.ReferringPhysicianName, Tags.PatientName, Tags.PatientID, Tags.PatientBirthDate, Tags.PatientSex,
        Tags.StudyInstanceUID, Tags.StudyID, Tags.NumberOfStudyRelatedSeries, Tags.NumberOfStudyRelatedInstances,
    ]);

    /// <summary>PS3.18 Table 10.6.3-4.</summary>
    public static QidoLevel Series { get; } = new("SERIES",
    [
        Tags.Modality, Tags.TimezoneOffsetFromUTC, Tags.SeriesDescription, Tags.SeriesInstanceUID, Tags.SeriesNumber,
        Tags.NumberOfSeriesRelatedInstances, Tags.PerformedProcedureStepStartDate, Tags.PerformedProcedureStepStartTime,
        Tags.RequestAttributesSequence,
    ]);

    /// <summary>PS3.18 Table 10.6.3-5.</summary>
    public static QidoLevel Instance { get; } = new("IMAGE",
    [
        Tags.SOPClassUID, Tags.SOPInstanceUID, Tags.InstanceAvailability, Tags.InstanceNumber, Tags.Rows, Tags.Columns,
        Tags.BitsAllocated, Tags.NumberOfFrames,
    ]);

    /// <summary>Query/Retrieve Level (0008,0052).</summary>
    public string Term { get; }

    /// <summary>Keys that ask for what is answered by default.</summary>
    public IReadOnlyList<DataElement> Default { get; }

    /// <summary>Keys that ask for all that the index keeps.</summary>
    public IReadOnlyList<DataElement> Kept { get; }

    private static DataElement Key(Tag tag) => new(tag, DicomDictionary.VrOf(tag), ReadOnlyMemory<byte>.Empty);
}
