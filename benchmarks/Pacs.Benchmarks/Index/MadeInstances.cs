using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index;

namespace Pacs.Benchmarks.Index;

/// <summary>
/// An endless log of instances as a hospital's modalities make them: studies of one to four series, CT and MR of hundreds
/// of slices, radiographs of two or three; a patient has three studies. The same every time.
/// </summary>
internal sealed class MadeInstances
{
    private const string Root = "1.2.826.0.1.3680043.9.7433.1";
    private const int BodyLength = 525_312, MemberLength = BodyLength + 512, PatientStudies = 3;

    private static readonly (string Modality, string SopClass, int Slices)[] Devices =
    [
        ("CT", "1.2.840.10008.5.1.4.1.1.2", 240),
        ("DX", "1.2.840.10008.5.1.4.1.1.1.1", 2),
        ("MR", "1.2.840.10008.5.1.4.1.1.4", 120),
        ("CR", "1.2.840.10008.5.1.4.1.1.1", 2),
        ("US", "1.2.840.10008.5.1.4.1.1.6.1", 12),
        ("DX", "1.2.840.10008.5.1.4.1.1.1.1", 3),
    ];

    private static readonly string[] FamilyNames =
        ["Müller", "Smith", "García", "Nguyen", "Kowalski", "Papadopoulos", "Yamada", "O'Neill", "Ivanova", "Okafor", "Berg", "Şahin"];

    private static readonly string[] GivenNames =
        ["Anna", "John", "María", "Minh", "Piotr", "Eleni", "Tarō", "Siobhán", "Olga", "Chidi", "Lars", "Elif", "Zoë", "Paul"];

    private static readonly string[] Regions = ["CHEST", "HEAD", "ABDOMEN", "KNEE", "SPINE", "HAND"];

    private long _end;

    /// <summary>Null: as many as such a study has.</summary>
    public int? InstancesPerStudy { get; init; }

    public static string StudyUidOf(int study) => $"{Root}.{study}";

    public static string PatientIdOf(int study) => $"P{Number(study / PatientStudies)}";

    public static string AccessionOf(int study) => $"A{Number(study)}";

    public static string DateOf(int study) => Date(StudyDateOf(study));

    public static string NameOf(int study)
    {
        var patient = study / PatientStudies;
        return $"{FamilyNames[patient % FamilyNames.Length]}{Number(patient)}^{GivenNames[patient % GivenNames.Length]}";
    }

    /// <summary>Instances without end, study by study.</summary>
    public IEnumerable<IndexedInstance> All()
    {
        for (var study = 0; ; study++)
        {
            foreach (var instance in StudyOf(study).Take(InstancesPerStudy ?? int.MaxValue)) yield return instance;
        }
    }

    private IEnumerable<IndexedInstance> StudyOf(int study)
    {
        var device = Devices[study % Devices.Length];
        var series = 1 + (study % 4);
        for (var s = 0; s < series; s++)
        {
            for (var slice = 0; slice < device.Slices; slice++)
            {
                yield return Instance(HeaderOf(study, s, slice, device.Modality, device.SopClass), device.SopClass);
            }
        }
    }

    private IndexedInstance Instance(DataSet header, string sopClass)
    {
        var start = _end;
        _end += MemberLength;
        return new IndexedInstance
        {
            Header = header,
            SopClassUid = sopClass,
            SopInstanceUid = header.GetString(Tags.SOPInstanceUID) ?? "",
            TransferSyntaxUid = "1.2.840.10008.1.2.1",
            SourceAeTitle = "MODALITY",
            ReceivedAt = DateTimeOffset.UnixEpoch.AddSeconds(start / MemberLength),
            Digest = (UInt128)start * 0x9E3779B97F4A7C15,
            Location = new Location(0, 1, start + 512, BodyLength),
            LogStart = start,
            LogEnd = _end,
        };
    }

    private static DataSet HeaderOf(int study, int series, int slice, string modality, string sopClass)
    {
        var patient = study / PatientStudies;
        var date = DateOf(study);
        var studyUid = StudyUidOf(study);
        var header = new DataSet();
        header.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        header.Set(Tags.SOPClassUID, sopClass);
        header.Set(Tags.SOPInstanceUID, $"{studyUid}.{series}.{slice}");
        header.Set(Tags.StudyDate, date);
        header.Set(Tags.SeriesDate, date);
        header.Set(Tags.StudyTime, Number(80000 + (study % 100000)));
        header.Set(Tags.AccessionNumber, AccessionOf(study));
        header.Set(Tags.Modality, modality);
        header.Set(Tags.InstitutionName, "General Hospital");
        header.Set(Tags.ReferringPhysicianName, $"{FamilyNames[study % 7]}^{GivenNames[study % 5]}");
        header.Set(Tags.StudyDescription, $"{modality} {Regions[study % Regions.Length]}");
        header.Set(Tags.SeriesDescription, $"{Regions[study % Regions.Length]} {series + 1}");
        header.Set(Tags.PatientName, NameOf(study));
        header.Set(Tags.PatientID, PatientIdOf(study));
        header.Set(Tags.PatientBirthDate, Date(new DateOnly(1930, 1, 1).AddDays(patient % 30000)));
        header.Set(Tags.PatientSex, patient % 2 == 0 ? "F" : "M");
        header.Set(Tags.BodyPartExamined, Regions[study % Regions.Length]);
        header.Set(Tags.StudyInstanceUID, studyUid);
        header.Set(Tags.SeriesInstanceUID, $"{studyUid}.{series}");
        header.Set(Tags.StudyID, Number(study));
        header.Set(Tags.SeriesNumber, Number(series + 1));
        header.Set(Tags.InstanceNumber, Number(slice + 1));
        header.Set(Tags.Rows, 512);
        header.Set(Tags.Columns, 512);
        return header;
    }

    private static DateOnly StudyDateOf(int study) => new DateOnly(2000, 1, 1).AddDays(study % 9000);

    private static string Date(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
