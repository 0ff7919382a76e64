namespace Pacs.Index.Tests.Searching;

/// <summary>
/// Some hundred instances with values as they come (accents, Japanese, hyphens, percent signs, nothing, nonsense), and
/// a thousand searches: the index finds what looking at every one of them finds.
/// </summary>
public sealed class ManySearchesTests
{
    private static readonly string[] Names =
    [
        "Smith^John", "SMITH^JANE", "smith", "Müller^Jürgen", "Muller^Jurgen^^Dr", "Núñez^José", "Yamada^Tarou=山田^太郎=やまだ^たろう",
        "Yamada^Hanako=山田^花子", "", "O'Brien^Pat", "Smithson^Al", "100%^Sure", "Van der Berg^A_B", "=鈴木^一郎",
    ];

    private static readonly string[] NameKeys =
    [
        "*", "Smith^John", "smith*", "SMITH^*", "*son*", "*mi*", "m?ller*", "MULLER*", "Nunez^*", "*山田*", "山田^太郎", "=山田*", "yamada*=*花*",
        "==やまだ*", "O'B*", "100%*", "*_B", "*^J*", "Smith^J???", "[S]mith*", "鈴木*", "*der*", "S*", "?*",
    ];

    private static readonly string[] Texts =
        ["CT THORAX", "ct thorax", "CT-THORAX", "2023-1", "50%", "A_B", "AxB", "[x]", "Größe", "胸部CT", "", "A*B", "THORAX 1", "THORAX 10", "  lead"];

    private static readonly string[] TextKeys =
    [
        "*", "CT THORAX", "ct*", "CT*", "*THORAX*", "*HOR*", "*OR", "2023-1", "2023-*", "50%", "*%", "A_B", "A?B", "[x]", "[*", "Gr??e", "胸部*", "*部CT",
        "*部*", "THORAX ?", "THORAX 1*", "*X*1*", "lead", "CT THORAX\\2023-1", "C*\\50%", "T",
    ];

    private static readonly string[] Dates = ["20200101", "20200115", "20200131", "2020.01.20", "19991231", "", "unknown", "20210301"];

    private static readonly string[] DateKeys =
        ["20200101", "20200101-20200131", "20200116-", "-20200101", "20200120", "unknown", "2020*", "*", "-", "19000101-20991231"];

    private static readonly string[] Times = ["000000", "083000", "083000.5", "120000", "235959", "", "later"];

    private static readonly string[] TimeKeys = ["083000", "080000-120000", "120000-", "-083000", "later", "*", "000000-235959"];

    private static readonly string[] Modalities = ["CT", "MR", "SR", "", "US"];

    private static readonly string[] Numbers = ["1", "01", "2", "10", "", "x", "-3"];

    private static readonly (QueryLevel Level, Tag Tag, string[] Values, string[] Keys)[] Attributes =
    [
        (QueryLevel.Patient, Tags.PatientName, Names, NameKeys),
        (QueryLevel.Patient, Tags.PatientBirthDate, Dates, DateKeys),
        (QueryLevel.Patient, Tags.PatientSex, ["M", "F", "O", ""], ["M", "F", "*", "m", "?"]),
        (QueryLevel.Patient, Tags.EthnicGroup, Texts, TextKeys), // no column
        (QueryLevel.Study, Tags.StudyDate, Dates, DateKeys),
        (QueryLevel.Study, Tags.StudyTime, Times, TimeKeys),
        (QueryLevel.Study, Tags.AccessionNumber, Texts, TextKeys),
        (QueryLevel.Study, Tags.StudyID, Texts, TextKeys),
        (QueryLevel.Study, Tags.StudyDescription, Texts, TextKeys),
        (QueryLevel.Study, Tags.ReferringPhysicianName, Names, NameKeys),
        (QueryLevel.Study, Tags.NameOfPhysiciansReadingStudy, [.. Names, "Smith^John\\Yamada^Tarou"], NameKeys), // no column, several values
        (QueryLevel.Series, Tags.Modality, Modalities, ["CT", "CT\\MR", "?R", "*"]),
        (QueryLevel.Series, Tags.SeriesNumber, Numbers, ["1", "001", "10", "x", "*", "1*"]),
        (QueryLevel.Series, Tags.SeriesDescription, Texts, TextKeys),
        (QueryLevel.Series, Tags.StationName, Texts, TextKeys),
        (QueryLevel.Series, Tags.PerformedProcedureStepStartDate, Dates, DateKeys),
        (QueryLevel.Series, Tags.PerformedProcedureStepStartTime, Times, TimeKeys),
        (QueryLevel.Series, Tags.OperatorsName, [.. Names, "Smith^John\\Yamada^Tarou=山田^太郎"], NameKeys),
        (QueryLevel.Image, Tags.InstanceNumber, Numbers, ["1", "001", "10", "x", "*"]),
        (QueryLevel.Image, Tags.ImageType, ["ORIGINAL\\PRIMARY", "DERIVED\\SECONDARY", ""], ["PRIMARY", "D*", "ORIGINAL\\DERIVED", "*"]),
        (QueryLevel.Image, Tags.ContentDate, Dates, DateKeys),
    ];

    [Fact]
    [Trait("Conformance", "35")]
    [Trait("Conformance", "38")]
    [Trait("Conformance", "39")]
    [Trait("Conformance", "41")]
    [Trait("Conformance", "42")]
    [Trait("Conformance", "55")]
    public async Task Finds_what_looking_at_every_instance_finds()
    {
        await using var test = await TestIndex.OpenAsync();
        var random = new Random(20261122);
        var held = Make(random);
        await Task.WhenAll(held.Select(instance => test.AddAsync(instance.Instance)));

        var found = 0;
        for (var round = 0; round < 1500; round++)
        {
            var level = (QueryLevel)random.Next(4);
            var keys = Attributes.Where(a => a.Level <= level).OrderBy(_ => random.Next()).Take(random.Next(1, 4))
                .Select(a => (a.Tag, Value: a.Keys[random.Next(a.Keys.Length)])).ToArray();

            var expected = held
                .Where(instance => keys.All(key => PlainMatcher.Matches(DicomDictionary.VrOf(key.Tag), key.Value, instance.ValuesOf(key.Tag))))
                .Select(instance => instance.UniqueKeyOf(level)).Distinct().Order(StringComparer.Ordinal).ToArray();
            var answers = await test.SearchAsync(level, Keys.Of([.. keys, (UniqueTagOf(level), "")]));
            var actual = answers.Select(answer => answer.GetString(UniqueTagOf(level))).Order(StringComparer.Ordinal).ToArray();

            Assert.True(
                expected.SequenceEqual(actual),
                $"{level} {string.Join(", ", keys)}: missing [{string.Join(' ', expected.Except(actual))}], " +
                $"too many [{string.Join(' ', actual.Except(expected))}]");
            found += actual.Length;
        }

        Assert.True(found > 5000, $"Only {found} matches in all: the values and keys say little.");
    }

    private static Tag UniqueTagOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => Tags.PatientID,
        QueryLevel.Study => Tags.StudyInstanceUID,
        QueryLevel.Series => Tags.SeriesInstanceUID,
        _ => Tags.SOPInstanceUID,
    };

    private static List<MadeInstance> Make(Random random)
    {
        var made = new List<MadeInstance>();
        for (var patient = 0; patient < 40; patient++)
        {
            var ofPatient = ValuesAt(QueryLevel.Patient, random);
            for (var study = 0; study < random.Next(1, 4); study++)
            {
                var ofStudy = ofPatient.Concat(ValuesAt(QueryLevel.Study, random)).ToArray();
                for (var series = 0; series < random.Next(1, 4); series++)
                {
                    var ofSeries = ofStudy.Concat(ValuesAt(QueryLevel.Series, random)).ToArray();
                    for (var image = 0; image < random.Next(1, 4); image++)
                    {
                        made.Add(new MadeInstance(patient, study, series, image, [.. ofSeries, .. ValuesAt(QueryLevel.Image, random)]));
                    }
                }
            }
        }

        return made;
    }

    private static (Tag Tag, string Value)[] ValuesAt(QueryLevel level, Random random) =>
        [.. Attributes.Where(a => a.Level == level).Select(a => (a.Tag, a.Values[random.Next(a.Values.Length)]))];

    private sealed record MadeInstance(int Patient, int Study, int Series, int Image, (Tag Tag, string Value)[] Values)
    {
        public TestInstance Instance => new()
        {
            PatientId = UniqueKeyOf(QueryLevel.Patient),
            Study = UniqueKeyOf(QueryLevel.Study),
            Series = UniqueKeyOf(QueryLevel.Series),
            Instance = UniqueKeyOf(QueryLevel.Image),
            Digest = (UInt128)UniqueKeyOf(QueryLevel.Image).GetHashCode(StringComparison.Ordinal),
            With = header =>
            {
                header.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
                foreach (var (tag, value) in Values) header.Set(tag, DicomDictionary.VrOf(tag), value);
            },
        };

        public string UniqueKeyOf(QueryLevel level) => level switch
        {
            QueryLevel.Patient => $"P{Patient}",
            QueryLevel.Study => $"1.{Patient}.{Study}",
            QueryLevel.Series => $"1.{Patient}.{Study}.{Series}",
            _ => $"1.{Patient}.{Study}.{Series}.{Image}",
        };

        public IReadOnlyList<string> ValuesOf(Tag tag) => [.. Values.Single(v => v.Tag == tag).Value.Split('\\').Select(v => v.Trim())];
    }
}
