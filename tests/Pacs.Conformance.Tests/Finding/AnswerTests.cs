using System.Text;

namespace Pacs.Conformance.Tests.Finding;

/// <summary>What stands in the answers of a C-FIND (PS3.4 §C.4.1).</summary>
public sealed class AnswerTests(QueryArchive archive) : IClassFixture<QueryArchive>
{
    /// <summary>What an answer may hold without having been asked for: character set, level, availability, where to fetch.</summary>
    private static readonly uint[] Unasked =
        [Tags.SpecificCharacterSet, Tags.QueryRetrieveLevel, Tags.RetrieveAeTitle, 0x00080056, 0x00880130, 0x00880140];

    private static RawElements Studies => Identifiers.Level("STUDY").Add(Tags.StudyInstance, "UI", "");

    [Theory, Trait("Conformance", "31")]
    [InlineData("STUDY")]
    [InlineData("SERIES")]
    [InlineData("IMAGE")]
    public async Task Every_match_says_its_level(string level)
    {
        var found = await archive.FindAsync(level switch
        {
            "STUDY" => Studies,
            "SERIES" => Identifiers.Series(archive.Thorax.Study, ""),
            _ => Identifiers.Image(archive.Thorax.Study, archive.Thorax.Series, ""),
        });

        Assert.NotEmpty(found);
        Assert.All(found, match => Assert.Equal(level, match[Tags.QueryRetrieveLevel]));
    }

    [Fact, Trait("Conformance", "32")]
    public async Task Keys_asked_for_are_there_even_empty_and_no_others()
    {
        var identifier = Studies
            .With(Tags.PatientId, "LO", "Q-3").With(Tags.AccessionNumber, "SH", "").With(Tags.StudyDescription, "LO", "")
            .With(Tags.StudyTime, "TM", "").With(Tags.PatientName, "PN", "").With(0x00081060, "PN", "");

        var match = Assert.Single(await archive.FindAsync(identifier));

        Assert.All(identifier.Tags, tag => Assert.True(match.Has(tag), $"{tag:x8} is missing"));
        Assert.Equal("", match[Tags.AccessionNumber]);
        Assert.Equal("", match[Tags.StudyDescription]);
        Assert.Equal("", match[Tags.StudyTime]);
        Assert.Equal("", match[0x00081060]);
        Assert.Empty(match.Tags.Except(identifier.Tags).Except(Unasked));
    }

    [Fact]
    public async Task Elements_of_an_answer_are_in_ascending_order()
    {
        foreach (var match in await archive.FindAsync(Studies.With(Tags.PatientName, "PN", "").With(Tags.StudyDate, "DA", "")))
        {
            Assert.Equal(match.Tags.Order(), match.Tags);
        }
    }

    [Fact, Trait("Conformance", "33")]
    public async Task A_sequence_asked_for_is_returned_empty_or_filled()
    {
        var match = Assert.Single(await archive.FindAsync(
            Studies.With(Tags.PatientId, "LO", "Q-2").With(Tags.ReferencedStudies, "SQ", "").With(0x00081032, "SQ", "")));

        Assert.True(match.Has(Tags.ReferencedStudies));
        Assert.True(match.Has(0x00081032));
    }

    [Fact, Trait("Conformance", "34")]
    public async Task A_private_return_key_narrows_nothing() =>
        Assert.Equal(4, (await archive.FindAsync(Studies.With(0x00090010, "LO", "PACS TEST CREATOR").With(0x00091001, "LO", ""))).Count);

    [Fact, Trait("Conformance", "36")]
    public async Task The_title_to_fetch_from_is_ours() =>
        Assert.All(
            await archive.FindAsync(Studies.With(Tags.RetrieveAeTitle, "AE", "")),
            match => Assert.Equal("PACS", match[Tags.RetrieveAeTitle]));

    [Fact, Trait("Conformance", "37")]
    public async Task Text_beyond_ascii_says_its_character_set_unasked()
    {
        foreach (var (patient, name) in new[] { ("Q-1", "Müller^Jörg"), ("Q-2", "Yamada^Tarou=山田^太郎=やまだ^たろう") })
        {
            var found = await archive.FindAsync(Studies.With(Tags.PatientId, "LO", patient).With(Tags.PatientName, "PN", ""));
            Assert.NotEmpty(found);
            Assert.All(found, match => Assert.Equal(name, Decode(match)));
        }
    }

    [Fact, Trait("Conformance", "46"), Trait("Conformance", "47")]
    public async Task Counts_and_classes_cover_the_whole_study_and_patient()
    {
        var study = Assert.Single(await archive.FindAsync(Identifiers.Study(archive.Thorax.Study)
            .With(Tags.StudySeries, "IS", "").With(Tags.StudyInstances, "IS", "").With(Tags.SopClassesInStudy, "UI", "")));
        Assert.Equal("2", study[Tags.StudySeries]);
        Assert.Equal("3", study[Tags.StudyInstances]);
        Assert.Equal([Uids.CtImage, Uids.MrImage], study[Tags.SopClassesInStudy]!.Split('\\').Order());

        var series = Assert.Single(await archive.FindAsync(
            Identifiers.Series(archive.Thorax.Study, archive.Thorax.Series).With(Tags.SeriesInstances, "IS", "")));
        Assert.Equal("2", series[Tags.SeriesInstances]);

        var patients = await archive.AskPatientRootAsync(Identifiers.Level("PATIENT").Add(Tags.PatientId, "LO", "Q-1")
            .Add(Tags.PatientStudies, "IS", "").Add(Tags.PatientSeries, "IS", "").Add(Tags.PatientInstances, "IS", ""));
        var patient = Assert.Single(patients, answer => answer.IsPending).Identifier;
        Assert.Equal(("2", "3", "4"), (patient[Tags.PatientStudies], patient[Tags.PatientSeries], patient[Tags.PatientInstances]));
    }

    [Theory, Trait("Conformance", "48")]
    [InlineData("SERIES")]
    [InlineData("IMAGE")]
    public async Task A_missing_unique_key_above_the_level_is_a_mismatch(string level)
    {
        var answers = await archive.AskAsync(Identifiers.Level(level).Add(Tags.SeriesInstance, "UI", ""));

        Assert.Equal(0xA900, Assert.Single(answers).Status);
    }

    [Theory, Trait("Conformance", "49")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GALAXY")]
    [InlineData("PATIENT")] // Not a level of the Study Root model.
    public async Task A_missing_or_unknown_level_is_a_mismatch(string? level)
    {
        var identifier = new RawElements();
        if (level != null) identifier.Add(Tags.QueryRetrieveLevel, "CS", level);

        var answers = await archive.AskAsync(identifier.Add(Tags.StudyInstance, "UI", ""));

        Assert.Equal(0xA900, Assert.Single(answers).Status);
    }

    [Fact, Trait("Conformance", "56")]
    public async Task No_match_is_a_lone_success()
    {
        var answers = await archive.AskAsync(Studies.With(Tags.PatientId, "LO", "NOBODY"));

        Assert.Equal((0, null), (Assert.Single(answers).Status, answers[0].DataSet));
    }

    [Fact]
    public async Task An_identifier_that_cannot_be_read_gets_a_status_and_the_association_goes_on()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        await using var peer = await RawPeer.AssociateAsync(
            server.DicomPort, new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));

        await peer.SendMessageAsync(1, Commands.Find(1, Uids.StudyRootFind), [8, 0, 0x52, 0, 0xF0, 0xFF, 0xFF, 0xFF, 1, 2]);

        Assert.Contains((await peer.ReadMessageAsync()).Status & 0xF000, new[] { 0xA000, 0xC000 });
        Assert.Equal(0, (await peer.FindAsync(1, Uids.StudyRootFind, Studies))[^1].Status);
    }

    private static string Decode(RawElements match)
    {
        var encoding = match[Tags.SpecificCharacterSet] switch
        {
            "ISO_IR 100" => Encoding.Latin1,
            "ISO_IR 192" => Encoding.UTF8,
            var other => throw new InvalidDataException($"character set '{other}'"),
        };
        return encoding.GetString(match.Find(Tags.PatientName)!.Value).TrimEnd(' ');
    }
}
