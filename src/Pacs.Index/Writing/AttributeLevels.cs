using System.Collections.Frozen;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Searching;

namespace Pacs.Index.Writing;

/// <summary>
/// Which attributes are kept in the index, each at one level: the keys of PS3.4 §C.6 and the modules of PS3.3 §C.7.1
/// (patient), §C.7.2 (study), §C.7.3 (series), §C.7.5 (equipment). Of an instance only what lists show is kept: a
/// hundred bytes there are a hundred gigabytes in a large archive.
/// </summary>
internal static class AttributeLevels
{
    private static readonly FrozenDictionary<Tag, QueryLevel> Levels = new Dictionary<QueryLevel, Tag[]>
    {
        [QueryLevel.Patient] =
        [
            Tags.PatientName, Tags.PatientID, Tags.IssuerOfPatientID, Tags.TypeOfPatientID,
            Tags.IssuerOfPatientIDQualifiersSequence, Tags.PatientBirthDate, Tags.PatientBirthTime, Tags.PatientSex,
            Tags.OtherPatientIDs, Tags.OtherPatientIDsSequence, Tags.OtherPatientNames, Tags.PatientBirthName,
            Tags.PatientMotherBirthName, Tags.EthnicGroup, Tags.PatientComments, Tags.ReferencedPatientSequence,
            Tags.QualityControlSubject, Tags.PatientSpeciesDescription, Tags.PatientSpeciesCodeSequence,
            Tags.PatientBreedDescription, Tags.PatientBreedCodeSequence, Tags.BreedRegistrationSequence,
            Tags.StrainDescription, Tags.StrainNomenclature, Tags.ResponsiblePerson, Tags.ResponsiblePersonRole,
            Tags.ResponsibleOrganization, Tags.PatientIdentityRemoved, Tags.DeidentificationMethod,
            Tags.DeidentificationMethodCodeSequence, Tags.ClinicalTrialSponsorName, Tags.ClinicalTrialProtocolID,
            Tags.ClinicalTrialProtocolName, Tags.ClinicalTrialSiteID, Tags.ClinicalTrialSiteName,
            Tags.ClinicalTrialSubjectID, Tags.ClinicalTrialSubjectReadingID,
        ],
        [QueryLevel.Study] =
        [
            Tags.StudyInstanceUID, Tags.StudyDate, Tags.StudyTime, Tags.AccessionNumber,
            Tags.IssuerOfAccessionNumberSequence, Tags.StudyID, Tags.StudyDescription, Tags.ReferringPhysicianName,
            Tags.ReferringPhysicianIdentificationSequence, Tags.ConsultingPhysicianName, Tags.PhysiciansOfRecord,
            Tags.PhysiciansOfRecordIdentificationSequence, Tags.NameOfPhysiciansReadingStudy,
            Tags.PhysiciansReadingStudyIdentificationSequence, Tags.RequestingPhysician, Tags.RequestingService,
            Tags.RequestedProcedureDescription, Tags.RequestedProcedureCodeSequence, Tags.ReferencedStudySequence,
            Tags.ProcedureCodeSequence, Tags.ReasonForPerformedProcedureCodeSequence,
            Tags.AdmittingDiagnosesDescription, Tags.AdmittingDiagnosesCodeSequence, Tags.PatientAge, Tags.PatientSize,
            Tags.PatientWeight, Tags.Occupation, Tags.AdditionalPatientHistory, Tags.AdmissionID,
            Tags.IssuerOfAdmissionIDSequence, Tags.ServiceEpisodeID, Tags.ServiceEpisodeDescription, Tags.MedicalAlerts,
            Tags.Allergies, Tags.PregnancyStatus, Tags.SmokingStatus, Tags.LastMenstrualDate, Tags.PatientSexNeutered,
            Tags.ReasonForVisit, Tags.PatientState, Tags.CurrentPatientLocation, Tags.PatientInstitutionResidence,
            Tags.OtherStudyNumbers, Tags.ClinicalTrialTimePointID, Tags.ClinicalTrialTimePointDescription,
        ],
        [QueryLevel.Series] =
        [
            Tags.Modality, Tags.SeriesInstanceUID, Tags.SeriesNumber, Tags.Laterality, Tags.SeriesDate, Tags.SeriesTime,
            Tags.SeriesDescription, Tags.SeriesDescriptionCodeSequence, Tags.PerformingPhysicianName,
            Tags.PerformingPhysicianIdentificationSequence, Tags.ProtocolName, Tags.OperatorsName,
            Tags.OperatorIdentificationSequence, Tags.ReferencedPerformedProcedureStepSequence, Tags.BodyPartExamined,
            Tags.PatientPosition, Tags.RequestAttributesSequence, Tags.PerformedProcedureStepID,
            Tags.PerformedProcedureStepStartDate, Tags.PerformedProcedureStepStartTime,
            Tags.PerformedProcedureStepEndDate, Tags.PerformedProcedureStepEndTime,
            Tags.PerformedProcedureStepDescription, Tags.PerformedProtocolCodeSequence,
            Tags.CommentsOnThePerformedProcedureStep, Tags.AnatomicalOrientationType, Tags.PresentationIntentType,
            Tags.FrameOfReferenceUID, Tags.PositionReferenceIndicator, Tags.Manufacturer, Tags.InstitutionName,
            Tags.InstitutionAddress, Tags.InstitutionalDepartmentName, Tags.StationName, Tags.ManufacturerModelName,
            Tags.DeviceSerialNumber, Tags.SoftwareVersions, Tags.MagneticFieldStrength, Tags.TimezoneOffsetFromUTC,
            Tags.ClinicalTrialCoordinatingCenterName, Tags.ClinicalTrialSeriesID, Tags.ClinicalTrialSeriesDescription,
        ],
        [QueryLevel.Image] =
        [
            Tags.InstanceNumber, Tags.ImageType, Tags.ContentDate, Tags.ContentTime, Tags.AcquisitionNumber,
            Tags.AcquisitionDateTime, Tags.NumberOfFrames, Tags.Rows, Tags.Columns, Tags.BitsAllocated,
            Tags.ContentLabel, Tags.ContentDescription, Tags.ContentCreatorName, Tags.PresentationCreationDate,
            Tags.PresentationCreationTime, Tags.ConceptNameCodeSequence, Tags.CompletionFlag, Tags.VerificationFlag,
            Tags.DocumentTitle, Tags.RTPlanLabel, Tags.StructureSetLabel, Tags.ImageComments,
        ],
    }.SelectMany(level => level.Value.Select(tag => KeyValuePair.Create(tag, level.Key))).ToFrozenDictionary();

    public static IEnumerable<Tag> All => Levels.Keys;

    /// <summary>The level an attribute is kept at, or null when the index does not keep it.</summary>
    public static QueryLevel? Find(Tag tag) => Levels.TryGetValue(tag, out var level) ? level : null;
}
