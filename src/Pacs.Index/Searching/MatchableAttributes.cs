using System.Collections.Frozen;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using static Pacs.Index.Searching.MatchingKind;
using static Pacs.Index.Searching.QueryLevel;

namespace Pacs.Index.Searching;

/// <summary>
/// The keys that have a column: what PS3.4 §C.6.1.1 and §C.6.2.1 make unique or required, and what people search by.
/// The writer fills the columns by this table and the search narrows by it; a new row needs its column in the model and
/// a migration. Every other attribute of <see cref="Writing.AttributeLevels"/> is matched without a column.
/// </summary>
internal static class MatchableAttributes
{
    public static IReadOnlyList<MatchableAttribute> All { get; } =
    [
        new(Tags.PatientID, Patient, Text, "PatientId", IsIndexed: true, HasTrigrams: true) { IsIdentity = true },
        new(Tags.IssuerOfPatientID, Patient, Text, "Issuer") { IsIdentity = true },
        new(Tags.PatientName, Patient, PersonName, "Name", IsIndexed: true, HasTrigrams: true),
        new(Tags.PatientBirthDate, Patient, Date, "BirthDate", IsIndexed: true),
        new(Tags.PatientSex, Patient, Text, "Sex"),
        new(Tags.NumberOfPatientRelatedStudies, Patient, Count, "NumberOfStudies") { ComputedVr = Vr.IS },
        new(Tags.NumberOfPatientRelatedSeries, Patient, Count, "NumberOfSeries") { ComputedVr = Vr.IS },
        new(Tags.NumberOfPatientRelatedInstances, Patient, Count, "NumberOfInstances") { ComputedVr = Vr.IS },

        new(Tags.StudyInstanceUID, Study, Uid, "StudyInstanceUid", IsIndexed: true) { IsIdentity = true },
        new(Tags.StudyDate, Study, Date, "StudyDate", IsIndexed: true),
        new(Tags.StudyTime, Study, Time, "StudyTime"),
        new(Tags.AccessionNumber, Study, Text, "AccessionNumber", IsIndexed: true, HasTrigrams: true),
        new(Tags.StudyID, Study, Text, "StudyId", IsIndexed: true, HasTrigrams: true),
        new(Tags.StudyDescription, Study, Text, "StudyDescription", IsIndexed: true, HasTrigrams: true),
        new(Tags.ReferringPhysicianName, Study, PersonName, "ReferringPhysician", IsIndexed: true, HasTrigrams: true),
        new(Tags.ModalitiesInStudy, Study, List, "Modalities") { ComputedVr = Vr.CS },
        new(Tags.SOPClassesInStudy, Study, List, "SopClasses") { ComputedVr = Vr.UI },
        new(Tags.NumberOfStudyRelatedSeries, Study, Count, "NumberOfSeries") { ComputedVr = Vr.IS },
        new(Tags.NumberOfStudyRelatedInstances, Study, Count, "NumberOfInstances") { ComputedVr = Vr.IS },

        new(Tags.SeriesInstanceUID, Series, Uid, "SeriesInstanceUid", IsIndexed: true) { IsIdentity = true },
        new(Tags.Modality, Series, Text, "Modality"),
        new(Tags.SeriesNumber, Series, Number, "SeriesNumber"),
        new(Tags.SeriesDescription, Series, Text, "SeriesDescription", IsIndexed: true, HasTrigrams: true),
        new(Tags.BodyPartExamined, Series, Text, "BodyPart"),
        new(Tags.Laterality, Series, Text, "Laterality"),
        new(Tags.ProtocolName, Series, Text, "ProtocolName", HasTrigrams: true),
        new(Tags.StationName, Series, Text, "StationName", HasTrigrams: true),
        new(Tags.InstitutionName, Series, Text, "InstitutionName", HasTrigrams: true),
        new(Tags.PerformedProcedureStepID, Series, Text, "PerformedStepId"),
        new(Tags.PerformedProcedureStepStartDate, Series, Date, "PerformedStepStartDate", IsIndexed: true),
        new(Tags.PerformedProcedureStepStartTime, Series, Time, "PerformedStepStartTime"),
        new(Tags.NumberOfSeriesRelatedInstances, Series, Count, "NumberOfInstances") { ComputedVr = Vr.IS },

        new(Tags.SOPInstanceUID, Image, Uid, "SopInstanceUid", IsIndexed: true)
        {
            IsIdentity = true, ComputedVr = Vr.UI,
        },
        new(Tags.SOPClassUID, Image, Uid, "SopClassUid") { ComputedVr = Vr.UI },
        new(Tags.InstanceNumber, Image, Number, "InstanceNumber"),
    ];

    private static readonly FrozenDictionary<Tag, MatchableAttribute> ByTag = All.ToFrozenDictionary(a => a.Tag);

    public static MatchableAttribute? Find(Tag tag) => ByTag.GetValueOrDefault(tag);

    /// <summary>The rows of one level, in order.</summary>
    public static IEnumerable<MatchableAttribute> Of(QueryLevel level) =>
        All.Where(attribute => attribute.Level == level);
}
