namespace Pacs.Conformance.Tests.Raw;

/// <summary>The tags these tests write and read (PS3.6, PS3.7 §E.1).</summary>
internal static class Tags
{
    public const uint AffectedSopClass = 0x00000002;
    public const uint CommandField = 0x00000100;
    public const uint MessageId = 0x00000110;
    public const uint MessageIdRespondedTo = 0x00000120;
    public const uint MoveDestination = 0x00000600;
    public const uint Priority = 0x00000700;
    public const uint CommandDataSetType = 0x00000800;
    public const uint Status = 0x00000900;
    public const uint ErrorComment = 0x00000902;
    public const uint AffectedSopInstance = 0x00001000;
    public const uint Remaining = 0x00001020;
    public const uint Completed = 0x00001021;
    public const uint Failed = 0x00001022;
    public const uint Warning = 0x00001023;
    public const uint MoveOriginator = 0x00001030;
    public const uint MoveOriginatorMessageId = 0x00001031;

    public const uint SpecificCharacterSet = 0x00080005;
    public const uint SopClass = 0x00080016;
    public const uint SopInstance = 0x00080018;
    public const uint StudyDate = 0x00080020;
    public const uint StudyTime = 0x00080030;
    public const uint AccessionNumber = 0x00080050;
    public const uint QueryRetrieveLevel = 0x00080052;
    public const uint RetrieveAeTitle = 0x00080054;
    public const uint FailedSopInstances = 0x00080058;
    public const uint Modality = 0x00080060;
    public const uint ModalitiesInStudy = 0x00080061;
    public const uint SopClassesInStudy = 0x00080062;
    public const uint ReferringPhysician = 0x00080090;
    public const uint StudyDescription = 0x00081030;
    public const uint SeriesDescription = 0x0008103E;
    public const uint Manufacturer = 0x00080070;
    public const uint ReferencedStudies = 0x00081110;
    public const uint PatientName = 0x00100010;
    public const uint PatientId = 0x00100020;
    public const uint PatientBirthDate = 0x00100030;
    public const uint PatientSex = 0x00100040;
    public const uint MedicalAlerts = 0x00102000;
    public const uint Allergies = 0x00102110;
    public const uint AdditionalPatientHistory = 0x001021B0;
    public const uint BodyPart = 0x00180015;
    public const uint ProtocolName = 0x00181030;
    public const uint StudyInstance = 0x0020000D;
    public const uint SeriesInstance = 0x0020000E;
    public const uint StudyId = 0x00200010;
    public const uint SeriesNumber = 0x00200011;
    public const uint InstanceNumber = 0x00200013;
    public const uint PatientStudies = 0x00201200;
    public const uint PatientSeries = 0x00201202;
    public const uint PatientInstances = 0x00201204;
    public const uint StudySeries = 0x00201206;
    public const uint StudyInstances = 0x00201208;
    public const uint SeriesInstances = 0x00201209;
    public const uint PatientState = 0x00380500;
    public const uint PixelData = 0x7FE00010;
}
