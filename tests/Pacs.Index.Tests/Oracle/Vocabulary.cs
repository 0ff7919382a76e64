using System.Globalization;

namespace Pacs.Index.Tests.Oracle;

/// <summary>What the made archive says: names in four scripts, hyphens, signs that are syntax elsewhere, nonsense, nothing.</summary>
internal static class Vocabulary
{
    public const string Creator = "PACS ORACLE";

    public static readonly Tag PrivateText = new(0x0029, 0x1010), PrivateNumber = new(0x0029, 0x1011), PrivateUnknown = new(0x0029, 0x1012);

    private static readonly string[] Names =
    [
        "Smith^John", "SMITH^JANE", "Smyth^Jon", "Müller^Jürgen", "Muller^Jurgen^^Dr", "Mueller^Juergen", "Núñez^José", "O'Brien^Pat", "Smithson^Al",
        "Παπαδόπουλος^Νίκος", "ΠΑΠΑΔΟΠΟΥΛΟΥ^ΑΝΝΑ", "Иванов^Пётр", "ИВАНОВА^Анна", "Достоевский^Фёдор", "Łukasz^Żółw", "Ångström^Åsa",
        "Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada^Hanako=山田^花子", "=鈴木^一郎=すずき^いちろう", "Suzuki^Ichirou==スズキ^イチロウ",
        "100%^Sure", "Van der Berg^A_B", "Smith-Jones^Mary Ann", "[Test]^X", "", "^^^", "Doe",
    ];

    private static readonly string[] NameKeys =
    [
        "*", "Smith^John", "smith*", "SMITH^*", "*son*", "*mi*", "m?ller*", "MULLER^JURGEN*", "Nunez^*", "*山田*", "山田^太郎", "=山田*", "yamada*=*花*",
        "==やまだ*", "O'B*", "100%*", "*_B", "*^J*", "Smith^J???", "[S]mith*", "[T*", "鈴木*", "*der*", "S*", "?*", "παπαδοπουλος^*", "Παπαδόπουλ*", "иванов*",
        "ИВАНОВ^ПЕТР", "*ский*", "angstrom^asa", "Smith-*", "Doe", "DOE^^^", "Yamada^Tarou=山田^太郎=やまだ^たろう", "Smith^John\\Doe", "\"\"", "zzz",
    ];

    private static readonly string[] Texts =
    [
        "CT THORAX", "ct thorax", "CT-THORAX", "2023-1", "50%", "A_B", "AxB", "[x]", "Größe", "胸部CT", "ΘΩΡΑΞ", "Грудь", "", "A*B", "THORAX 1", "THORAX 10", "  lead",
    ];

    private static readonly string[] TextKeys =
    [
        "*", "CT THORAX", "ct*", "CT*", "*THORAX*", "*HOR*", "*OR", "2023-1", "2023-*", "50%", "*%", "A_B", "A?B", "[x]", "[*", "Gr??e", "胸部*", "*部CT", "*部*", "Θ*",
        "Груд?", "THORAX ?", "THORAX 1*", "*X*1*", "lead", "CT THORAX\\2023-1", "C*\\50%", "T", "\"\"", "'; DROP TABLE Study; --",
    ];

    private static readonly string[] Dates = ["20200101", "20200115", "20200131", "2020.01.20", "19991231", "", "unknown", "20210301", "20200229"];

    private static readonly string[] DateKeys =
        ["20200101", "20200101-20200131", "20200116-", "-20200101", "20200120", "unknown", "*", "19000101-20991231", "20200229-20200301", "20200101\\20210301", "\"\"", "20220101-20200101"];

    private static readonly string[] Times = ["000000", "083000", "083000.5", "120000", "235959", "", "later", "10:15:00"];

    private static readonly string[] TimeKeys = ["083000", "080000-120000", "120000-", "-083000", "later", "*", "000000-235959", "\"\""];

    private static readonly string[] Numbers = ["1", "01", "2", "10", "", "-3", "7"];

    private static readonly string[] NumberKeys = ["1", "001", "10", "*", "2\\10", "99", "\"\"", "-3"];

    private static readonly string[] Moments = ["20200101083000", "20200101235959", "20200102083000+0100", "20200101233000-0100", "20210301120000.5", ""];

    private static readonly string[] MomentKeys =
        ["20200101-20200102", "20200101083000", "20200102-", "-20200101", "2020", "202001020730", "20200101220000-20200102010000", "*", "\"\"", "20200102073000+0000"];

    public static IReadOnlyList<VocabularyEntry> All { get; } =
    [
        Entry(QueryLevel.Patient, Tags.PatientName, Names, NameKeys),
        Entry(QueryLevel.Patient, Tags.PatientBirthDate, Dates, DateKeys),
        Entry(QueryLevel.Patient, Tags.PatientSex, ["M", "F", "O", ""], ["M", "F", "*", "m", "?", "\"\"", "M\\O"]),
        Entry(QueryLevel.Patient, Tags.EthnicGroup, [.. Texts.Select(t => t.Length > 16 ? t[..16] : t)], TextKeys),
        Entry(QueryLevel.Patient, Tags.OtherPatientNames, [.. Names, "Smith^John\\Иванов^Пётр"], NameKeys),
        Entry(QueryLevel.Study, Tags.StudyDate, Dates, DateKeys),
        Entry(QueryLevel.Study, Tags.StudyTime, Times, TimeKeys),
        Entry(QueryLevel.Study, Tags.AccessionNumber, Texts, TextKeys),
        Entry(QueryLevel.Study, Tags.StudyID, Texts, TextKeys),
        Entry(QueryLevel.Study, Tags.StudyDescription, Texts, TextKeys),
        Entry(QueryLevel.Study, Tags.ReferringPhysicianName, Names, NameKeys),
        Entry(QueryLevel.Study, Tags.NameOfPhysiciansReadingStudy, [.. Names, "Smith^John\\Yamada^Tarou"], NameKeys),
        new(QueryLevel.Study, Tags.ProcedureCodeSequence, Codes("", "C-1", "C-2", "Größe", "C_3"), Codes("C-1", "C*", "gr*", "Gr*", "C?3", "*", "none")),
        Entry(QueryLevel.Series, Tags.Modality, ["CT", "MR", "SR", "US", ""], ["CT", "CT\\MR", "?R", "*", "\"\""]),
        Entry(QueryLevel.Series, Tags.SeriesNumber, Numbers, NumberKeys),
        Entry(QueryLevel.Series, Tags.SeriesDescription, Texts, TextKeys),
        Entry(QueryLevel.Series, Tags.StationName, Texts, TextKeys),
        Entry(QueryLevel.Series, Tags.PerformedProcedureStepStartDate, Dates, DateKeys),
        Entry(QueryLevel.Series, Tags.PerformedProcedureStepStartTime, Times, TimeKeys),
        Entry(QueryLevel.Series, Tags.OperatorsName, [.. Names, "Smith^John\\Yamada^Tarou=山田^太郎"], NameKeys),
        new(QueryLevel.Series, Tags.RequestAttributesSequence, Requests("", "R-1", "R-2", "胸部"), Requests("R-1", "R-?", "胸*", "*", "none")),
        Entry(QueryLevel.Image, Tags.InstanceNumber, Numbers, NumberKeys),
        Entry(QueryLevel.Image, Tags.ImageType, ["ORIGINAL\\PRIMARY", "DERIVED\\SECONDARY", ""], ["PRIMARY", "D*", "ORIGINAL\\DERIVED", "*", "\"\""]),
        Entry(QueryLevel.Image, Tags.ContentDate, Dates, DateKeys),
        Entry(QueryLevel.Image, Tags.ContentTime, Times, TimeKeys),
        Entry(QueryLevel.Image, Tags.AcquisitionDateTime, Moments, MomentKeys),
        Entry(QueryLevel.Image, Tags.KVP, ["120", "80", "1.2e2", "120.0", ""], ["120", "80", "*", "\"\"", "81"]) with { IsIndexed = false },
        Entry(QueryLevel.Image, Tags.ContrastBolusAgent, Texts, TextKeys) with { IsIndexed = false },
        Entry(QueryLevel.Image, Tags.AcquisitionDate, Dates, DateKeys) with { IsIndexed = false },
        Entry(QueryLevel.Image, Tags.AcquisitionTime, Times, TimeKeys) with { IsIndexed = false },
        Entry(QueryLevel.Image, Tags.FrameAcquisitionDateTime, Moments, MomentKeys) with { IsIndexed = false },
        Entry(QueryLevel.Image, Tags.HumanPerformerName, [.. Names, "Smith^John\\Yamada^Tarou=山田^太郎"], NameKeys) with { IsIndexed = false },
        Entry(QueryLevel.Image, Tags.InterventionDrugName, Texts, TextKeys) with { IsIndexed = false },
        new(QueryLevel.Image, Tags.AnatomicRegionSequence, Codes("", "T-1", "T-2"), Codes("T-1", "T*", "none")) { IsIndexed = false },
        Entry(QueryLevel.Image, PrivateText, Texts, TextKeys) with { IsIndexed = false },
        Entry(QueryLevel.Image, PrivateNumber, Numbers, NumberKeys) with { IsIndexed = false },
        Entry(QueryLevel.Image, PrivateUnknown, ["plain", "A-1", "other", ""], ["plain", "A-?", "*", "none", "\"\""]) with { IsIndexed = false },
    ];

    /// <summary>What the index does not keep, and can be told to: all but sequences.</summary>
    public static IEnumerable<string> Promotable => All.Where(entry => !entry.IsIndexed && entry.Vr != Vr.SQ).Select(entry => entry.Tag switch
    {
        { IsPrivate: false } tag => tag.Value.ToString("X8", CultureInfo.InvariantCulture),
        var tag when tag == PrivateNumber => $"{tag.Value:X8}:{Creator}:IS",
        var tag => $"{tag.Value:X8}:{Creator}",
    });

    public static Vr VrOf(Tag tag) => tag switch
    {
        _ when tag == PrivateText => Vr.LO,
        _ when tag == PrivateNumber => Vr.IS,
        _ when tag == PrivateUnknown => Vr.UN,
        _ => DicomDictionary.VrOf(tag),
    };

    /// <summary>Sets attributes, an empty one with or without its element, as senders do.</summary>
    public static void Write(MadeItem attributes, DataSet into, Func<Tag, Tag>? place = null)
    {
        foreach (var (tag, value) in attributes)
        {
            if (VrOf(tag) == Vr.SQ) into.Set(new DataElement(tag, [.. value.Items.Select(DataSetOf)]));
            else if (value.Text.Length > 0 || (tag.Element & 1) == 0) Set(place?.Invoke(tag) ?? tag, VrOf(tag), value.Text, into);
        }
    }

    public static DataSet DataSetOf(MadeItem attributes)
    {
        var made = new DataSet();
        made.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
        Write(attributes, made);
        return made;
    }

    private static void Set(Tag tag, Vr vr, string text, DataSet into)
    {
        if (vr != Vr.UN)
        {
            into.Set(tag, vr, text);
            return;
        }

        into.Set(tag, Vr.LO, text);
        if (into.Find(tag) is { } typed) into.Set(new DataElement(tag, Vr.UN, typed.Value));
    }

    private static VocabularyEntry Entry(QueryLevel level, Tag tag, string[] values, string[] keys) =>
        new(level, tag, [.. values.Select(value => new MadeValue(value))], [.. keys.Select(key => new MadeValue(key))]);

    /// <summary>One or two items, each a code and its meaning.</summary>
    private static MadeValue[] Codes(params string[] codes) =>
    [
        .. codes.Select((code, i) => code.Length == 0
            ? new MadeValue("")
            : new MadeValue("", MadeItem.Of((Tags.CodeValue, code), (Tags.CodeMeaning, "")))),
        .. codes.Where(code => code.Length > 0).Select((code, i) => new MadeValue(
            "",
            MadeItem.Of((Tags.CodeValue, code), (Tags.CodeMeaning, string.Create(CultureInfo.InvariantCulture, $"Meaning {i % 2}"))))),
    ];

    /// <summary>Items with items inside.</summary>
    private static MadeValue[] Requests(params string[] ids) =>
    [
        .. ids.Select(id => id.Length == 0 ? new MadeValue("") : new MadeValue("", MadeItem.Of((Tags.RequestedProcedureID, id)))),
        .. ids.Where(id => id.Length > 0).Select(id =>
        {
            var item = MadeItem.Of((Tags.RequestedProcedureID, ids[^1] == id ? "R-1" : "*"));
            item.Add(Tags.ScheduledProtocolCodeSequence, new MadeValue("", MadeItem.Of((Tags.CodeValue, id))));
            return new MadeValue("", item);
        }),
    ];
}
