using Pacs.LoadClient.Wire;

namespace Pacs.LoadClient.Finding;

/// <summary>A kind of C-FIND, with another value each time it is asked.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Level">PATIENT, STUDY, SERIES or IMAGE.</param>
/// <param name="Keys">The keys with values, for an instance that is held.</param>
internal sealed record Question(string Name, string Level, Func<Held, (uint Tag, string Value)[]> Keys)
{
    private const uint Date = 0x00080020, PatientName = 0x00100010, PatientId = 0x00100020, StudyUid = 0x0020000D, SeriesUid = 0x0020000E,
        InstanceUid = 0x00080018;

    private const string PatientRoot = "1.2.840.10008.5.1.4.1.2.1.1", StudyRoot = "1.2.840.10008.5.1.4.1.2.2.1";

    public static IReadOnlyList<Question> All { get; } =
    [
        new("patient by ID", "PATIENT", held => [(PatientId, held.PatientId)]),
        new("study by UID", "STUDY", held => [(StudyUid, held.StudyUid)]),
        new("studies by name prefix", "STUDY", held => [(PatientName, held.PatientName.Split('^')[0] + "*")]),
        new("studies by name infix", "STUDY", held => [(PatientName, $"*{held.PatientName[1..^1]}*")]),
        new("studies of a day", "STUDY", held => [(Date, held.StudyDate)]),
        new("series of a study", "SERIES", held => [(StudyUid, held.StudyUid)]),
        new("instances of a series", "IMAGE", held => [(StudyUid, held.StudyUid), (SeriesUid, held.SeriesUid)]),
    ];

    public string Model => Level == "PATIENT" ? PatientRoot : StudyRoot;

    /// <summary>The identifier in Implicit VR Little Endian, the usual return keys beside what is asked for.</summary>
    public byte[] Identifier(Held held)
    {
        var elements = new SortedDictionary<uint, string> { [0x00080052] = Level };
        uint[] returned = Level switch
        {
            "PATIENT" => [PatientName, PatientId, 0x00100030],
            "STUDY" => [Date, PatientName, PatientId, StudyUid, 0x00080061, 0x00081030, 0x00201208],
            "SERIES" => [0x00080060, 0x0008103E, SeriesUid, 0x00200011],
            _ => [InstanceUid, 0x00200013],
        };
        foreach (var tag in returned) elements[tag] = "";
        foreach (var (tag, value) in Keys(held)) elements[tag] = value;
        return
        [
            .. elements.SelectMany(element => Encoded.Element(
                element.Key, element.Key is StudyUid or SeriesUid or InstanceUid ? Encoded.Uid(element.Value) : Encoded.Text(element.Value))),
        ];
    }
}
