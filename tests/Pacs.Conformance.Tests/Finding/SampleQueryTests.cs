namespace Pacs.Conformance.Tests.Finding;

/// <summary>Findings of findscu over the samples against pydicom's reading of the same files.</summary>
public sealed class SampleQueryTests
{
    private const string StudyRoot = "-S";
    private const string PatientRoot = "-P";

    /// <summary>ISO 8859-15, in the standard since 2021, which the pydicom of Debian 12 reads as ISO 8859-1.</summary>
    private const string LatinAlphabet9 = "ISO_IR 203";

    [FactWith(Need.Samples, Need.Dcmtk, Need.Pydicom)]
    public async Task Answers_at_each_level_are_those_of_an_independent_reading()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        var held = await StoreFirstWaveAsync(server);
        Assert.InRange(held.Count, 150, int.MaxValue);

        await AssertStudiesAsync(server, held);
        await AssertPatientsAsync(server, held);
        await AssertSeriesAndImagesAsync(server, held);
        await AssertNamesAsync(server, held);
    }

    private static async Task AssertStudiesAsync(PacsServer server, IReadOnlyList<Attributes> held)
    {
        var found = Assert.Single(await Dcmtk.FindAsync(server.DicomPort, StudyRoot,
        [
            "QueryRetrieveLevel=STUDY", "StudyInstanceUID", "ModalitiesInStudy", "SOPClassesInStudy",
            "NumberOfStudyRelatedSeries", "NumberOfStudyRelatedInstances",
        ]));

        AssertSame(
            held.GroupBy(file => file["StudyInstanceUID"]).Select(study => string.Join(
                ' ',
                study.Key,
                Set(study.Select(file => file["Modality"])),
                Set(study.Select(file => file["SOPClassUID"])),
                study.Select(file => file["SeriesInstanceUID"]).Distinct().Count(),
                study.Count())),
            found.Select(answer => string.Join(
                ' ',
                answer["StudyInstanceUID"],
                Set(answer["ModalitiesInStudy"].Split('\\')),
                Set(answer["SOPClassesInStudy"].Split('\\')),
                answer["NumberOfStudyRelatedSeries"],
                answer["NumberOfStudyRelatedInstances"])));
    }

    private static async Task AssertPatientsAsync(PacsServer server, IReadOnlyList<Attributes> held)
    {
        var patients = held.GroupBy(file => file["PatientID"]).Where(patient => IsPlain(patient.Key)).ToList();
        var found = await Dcmtk.FindAsync(server.DicomPort, PatientRoot, patients.ConvertAll(patient =>
            (string[])["QueryRetrieveLevel=STUDY", $"PatientID={patient.Key}", "StudyInstanceUID"]));

        foreach (var (patient, studies) in patients.Zip(found))
        {
            AssertSame(patient.Select(file => file["StudyInstanceUID"]).Distinct(), studies.Select(study => study["StudyInstanceUID"]));
        }
    }

    private static async Task AssertSeriesAndImagesAsync(PacsServer server, IReadOnlyList<Attributes> held)
    {
        var studies = held.GroupBy(file => file["StudyInstanceUID"]).ToList();
        var series = await Dcmtk.FindAsync(server.DicomPort, StudyRoot, studies.ConvertAll(study => (string[])
        [
            "QueryRetrieveLevel=SERIES", $"StudyInstanceUID={study.Key}", "SeriesInstanceUID", "NumberOfSeriesRelatedInstances",
        ]));
        var images = await Dcmtk.FindAsync(server.DicomPort, StudyRoot, studies.ConvertAll(study => (string[])
        [
            "QueryRetrieveLevel=IMAGE", $"StudyInstanceUID={study.Key}", $"SeriesInstanceUID={study.First()["SeriesInstanceUID"]}",
            "SOPInstanceUID", "SOPClassUID", "InstanceNumber", "Rows",
        ]));

        for (var i = 0; i < studies.Count; i++)
        {
            AssertSame(
                studies[i].GroupBy(file => file["SeriesInstanceUID"]).Select(one => $"{one.Key} {one.Count()}"),
                series[i].Select(one => $"{one["SeriesInstanceUID"]} {one["NumberOfSeriesRelatedInstances"]}"));
            AssertSame(
                studies[i].Where(file => file["SeriesInstanceUID"] == studies[i].First()["SeriesInstanceUID"]).Select(Image),
                images[i].Select(Image));
        }

        static string Image(Attributes of) =>
            string.Join(' ', of["SOPInstanceUID"], of["SOPClassUID"], of["InstanceNumber"], of["Rows"]);
    }

    /// <summary>Names in every character set that pydicom knows come back with the letters that it reads in the files.</summary>
    private static async Task AssertNamesAsync(PacsServer server, IReadOnlyList<Attributes> held)
    {
        var studies = held.GroupBy(file => file["StudyInstanceUID"])
            .Where(study => study.All(file => file["PatientName"] != "" && file["SpecificCharacterSet"] != LatinAlphabet9))
            .ToList();
        var found = await Dcmtk.FindAsync(server.DicomPort, StudyRoot, studies.ConvertAll(study =>
            (string[])["QueryRetrieveLevel=STUDY", $"StudyInstanceUID={study.Key}", "PatientName"]));

        foreach (var (study, answers) in studies.Zip(found))
        {
            Assert.Contains(Name(Assert.Single(answers)), study.Select(Name));
        }

        static string Name(Attributes of) => of["PatientName"].TrimEnd('^', '=', ' ');
    }

    private static async Task<IReadOnlyList<Attributes>> StoreFirstWaveAsync(PacsServer server)
    {
        await Dcmtk.StoreAsync(server.DicomPort, SampleWaves.First.Where(file => file.SopClass != Samples.MediaDirectory));

        // Some are refused, for what their own files lack.
        await using var peer = await RawPeer.AssociateAsync(
            server.DicomPort, new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));
        var kept = new HashSet<string>();
        foreach (var study in await AskAsync(peer, Identifiers.Study(""), Tags.StudyInstance))
        {
            foreach (var series in await AskAsync(peer, Identifiers.Series(study, ""), Tags.SeriesInstance))
            {
                kept.UnionWith(await AskAsync(peer, Identifiers.Image(study, series, ""), Tags.SopInstance));
            }
        }

        var read = await PythonOracle.ReadAsync(SampleWaves.First.Select(file => file.Path));
        return read.Where(file => kept.Contains(file["SOPInstanceUID"]))
            .DistinctBy(file => file["SOPInstanceUID"]) // Two files say the same UID within and different ones outside.
            .ToList();
    }

    private static async Task<List<string>> AskAsync(RawPeer peer, RawElements identifier, uint tag) =>
        (await peer.FindAsync(1, Uids.StudyRootFind, identifier))
            .Where(answer => answer.IsPending)
            .Select(answer => answer.Identifier[tag]!)
            .ToList();

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual) => Assert.Equal(
        string.Join('\n', expected.Order(StringComparer.Ordinal)), string.Join('\n', actual.Order(StringComparer.Ordinal)));

    private static string Set(IEnumerable<string> values) =>
        string.Join(',', values.Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    /// <summary>What can be given to findscu as a key and means itself there.</summary>
    private static bool IsPlain(string value) =>
        value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
