using System.Text;

namespace Pacs.Conformance.Tests.Finding;

/// <summary>Which studies a key finds (PS3.4 §C.2.2.2).</summary>
public sealed class MatchingTests(QueryArchive archive) : IClassFixture<QueryArchive>
{
    private static RawElements Studies => Identifiers.Level("STUDY").Add(Tags.StudyInstance, "UI", "");

    [Fact]
    public async Task No_key_finds_every_study() =>
        await archive.AssertFindsAsync(Studies, archive.Thorax, archive.Control, archive.Tokyo, archive.Sparse);

    [Fact]
    public async Task A_single_value_finds_what_equals_it() =>
        await archive.AssertFindsAsync(Studies.With(Tags.PatientId, "LO", "Q-1"), archive.Thorax, archive.Control);

    [Fact]
    public async Task A_single_value_is_not_a_prefix() =>
        await archive.AssertFindsAsync(Studies.With(Tags.AccessionNumber, "SH", "2023"), archive.Tokyo);

    [Theory, Trait("Conformance", "38")]
    [InlineData(Tags.PatientName, "PN", "*")]
    [InlineData(Tags.AccessionNumber, "SH", "*")]
    [InlineData(Tags.StudyDescription, "LO", "*")]
    [InlineData(Tags.StudyDescription, "LO", "**")]
    [InlineData(Tags.StudyDate, "DA", "*")]
    [InlineData(Tags.StudyTime, "TM", "*")]
    [InlineData(Tags.StudyInstance, "UI", "*")]
    public async Task A_lone_asterisk_is_universal_also_where_the_value_is_missing(uint tag, string vr, string value) =>
        await archive.AssertFindsAsync(
            Studies.With(tag, vr, value), archive.Thorax, archive.Control, archive.Tokyo, archive.Sparse);

    [Theory, Trait("Conformance", "38")]
    [InlineData(Tags.StudyDate, "DA", "2024*")]
    [InlineData(Tags.StudyTime, "TM", "10?5*")]
    [InlineData(Tags.StudyInstance, "UI", "2.25*")]
    [InlineData(Tags.SeriesNumber, "IS", "1*")]
    [InlineData(Tags.StudyDate, "DA", "yesterday")]
    [InlineData(Tags.StudyDate, "DA", "-")]
    [InlineData(Tags.StudyTime, "TM", "-")]
    [InlineData(Tags.StudyDate, "DA", "20240101-20240201-20240301")]
    public async Task A_wildcard_or_nonsense_where_none_belongs_ends_in_a_status(uint tag, string vr, string value)
    {
        var answers = await archive.AskAsync(Studies.With(tag, vr, value));

        Assert.False(answers[^1].IsPending);
    }

    [Theory, Trait("Conformance", "38")]
    [InlineData("2023-?")]
    [InlineData("????-?")]
    [InlineData("2023-*")]
    [InlineData("*-?")]
    [InlineData("*23-*")]
    public async Task Wildcards_stand_for_any_and_for_one_character(string value) =>
        await archive.AssertFindsAsync(Studies.With(Tags.AccessionNumber, "SH", value), archive.Thorax, archive.Control);

    [Fact, Trait("Conformance", "39")]
    public async Task Percent_and_underscore_are_themselves()
    {
        await archive.AssertFindsAsync(Studies.With(Tags.StudyDescription, "LO", "100%*"), archive.Thorax);
        await archive.AssertFindsAsync(Studies.With(Tags.StudyDescription, "LO", "*x_A"), archive.Thorax);
        await archive.AssertFindsAsync(Studies.With(Tags.StudyDescription, "LO", "100_Thorax*"));
        await archive.AssertFindsAsync(Studies.With(Tags.AccessionNumber, "SH", "2023__"));
        await archive.AssertFindsAsync(Studies.With(Tags.AccessionNumber, "SH", "%"));
    }

    [Theory, Trait("Conformance", "39")]
    [InlineData("'")]
    [InlineData("O'Neil*")]
    [InlineData("\" OR 1=1 --")]
    [InlineData("NEAR(a b)")]
    [InlineData("*\"*")]
    public async Task No_character_of_a_key_is_taken_for_syntax(string value)
    {
        var answers = await archive.AskAsync(Studies.With(Tags.PatientName, "PN", value));

        Assert.Equal(0, answers[^1].Status);
        Assert.Equal(value == "O'Neil*" ? 1 : 0, answers.Count - 1);
    }

    [Fact, Trait("Conformance", "41")]
    public async Task A_hyphen_is_a_range_only_where_ranges_are()
    {
        await archive.AssertFindsAsync(Studies.With(Tags.AccessionNumber, "SH", "2023-1"), archive.Thorax);
        await archive.AssertFindsAsync(Studies.With(Tags.StudyDescription, "LO", "100 Thorax-B"), archive.Control);
    }

    [Fact, Trait("Conformance", "42")]
    public async Task Ranges_may_be_open_at_either_end_and_hold_their_ends()
    {
        await archive.AssertFindsAsync(
            Studies.With(Tags.StudyDate, "DA", "20240115-"), archive.Thorax, archive.Control, archive.Sparse);
        await archive.AssertFindsAsync(Studies.With(Tags.StudyDate, "DA", "-20240115"), archive.Thorax, archive.Tokyo);
        await archive.AssertFindsAsync(
            Studies.With(Tags.StudyDate, "DA", "20240115-20240131"), archive.Thorax, archive.Sparse);
        await archive.AssertFindsAsync(Studies.With(Tags.StudyDate, "DA", "20240116-20240130"));
        await archive.AssertFindsAsync(Studies.With(Tags.StudyTime, "TM", "0815-1015"), archive.Thorax, archive.Control);
        await archive.AssertFindsAsync(Studies.With(Tags.StudyTime, "TM", "235959-"), archive.Tokyo);
    }

    [Theory, Trait("Conformance", "43")]
    [InlineData(200)]
    [InlineData(2000)]
    public async Task Long_lists_of_uids_find_each_one_named(int others)
    {
        var uids = Enumerable.Range(0, others).Select(_ => Uids.New()).ToList();
        uids.Insert(others / 2, archive.Tokyo.Study);
        uids.Add(archive.Control.Study);

        await archive.AssertFindsAsync(
            Studies.With(Tags.StudyInstance, "UI", string.Join('\\', uids)), archive.Tokyo, archive.Control);
    }

    [Fact, Trait("Conformance", "44")]
    public async Task Modalities_in_study_match_any_series_and_come_back_complete()
    {
        await archive.AssertFindsAsync(Studies.With(Tags.ModalitiesInStudy, "CS", "MR"), archive.Thorax, archive.Tokyo);

        var found = await archive.FindAsync(
            Studies.With(Tags.PatientId, "LO", "Q-1").With(Tags.ModalitiesInStudy, "CS", "MR"));
        Assert.Equal(["CT", "MR"], Assert.Single(found)[Tags.ModalitiesInStudy]!.Split('\\').Order());
    }

    [Fact, Trait("Conformance", "45")]
    public async Task Two_modalities_are_alternatives() =>
        await archive.AssertFindsAsync(
            Studies.With(Tags.ModalitiesInStudy, "CS", @"MR\US"), archive.Thorax, archive.Tokyo);

    [Theory, Trait("Conformance", "55")]
    [InlineData("Müller^Jörg")]
    [InlineData("müller^jörg")]
    [InlineData("MÜLLER*")]
    [InlineData("Müller^Jörg^^^")]
    [InlineData("M?ller^*")]
    [InlineData("*ller*")]
    public async Task Names_match_whatever_their_case_and_trailing_carets(string name) =>
        await archive.AssertFindsAsync(
            Studies.With(Tags.SpecificCharacterSet, "CS", "ISO_IR 100").With(Tags.PatientName, "PN", name),
            archive.Thorax,
            archive.Control);

    [Theory, Trait("Conformance", "37")]
    [InlineData("Müller*")]
    [InlineData("Müller^Jörg")]
    public async Task A_key_in_another_character_set_than_the_image_matches(string name) =>
        await archive.AssertFindsAsync(Utf8Name(name), archive.Thorax, archive.Control);

    [Theory, Trait("Conformance", "55")]
    [InlineData("Yamada^Tarou")]
    [InlineData("Yamada*")]
    [InlineData("=山田^太郎")]
    [InlineData("=山田*")]
    [InlineData("山田*")]
    [InlineData("==やまだ*")]
    [InlineData("Yamada^Tarou=山田^太郎=やまだ^たろう")]
    public async Task Each_component_group_of_a_name_is_matched_on_its_own(string name) =>
        await archive.AssertFindsAsync(Utf8Name(name), archive.Tokyo);

    [Fact, Trait("Conformance", "55")]
    public async Task Trailing_carets_of_a_stored_name_do_not_matter() =>
        await archive.AssertFindsAsync(Studies.With(Tags.PatientName, "PN", "O'Neil^Kate"), archive.Sparse);

    [Fact, Trait("Conformance", "35")]
    public async Task A_key_without_a_column_of_its_own_matches_all_the_same()
    {
        var series = Identifiers.Series(archive.Tokyo.Study, "");

        Assert.Single(await archive.FindAsync(series.With(Tags.ProtocolName, "LO", "HEAD/SPIRAL")));
        Assert.Empty(await archive.FindAsync(series.With(Tags.ProtocolName, "LO", "FOOT")));
        Assert.Single(await archive.FindAsync(series.With(Tags.Manufacturer, "LO", "Acme*")));
    }

    [Fact, Trait("Conformance", "34")]
    public async Task A_private_key_is_no_filter()
    {
        var found = await archive.FindAsync(
            Studies.With(0x00090010, "LO", "NO SUCH CREATOR").With(0x00091001, "LO", ""));

        Assert.Equal(4, found.Count);
    }

    [Fact, Trait("Conformance", "54")]
    public async Task Group_lengths_are_no_keys()
    {
        var found = await archive.FindAsync(Studies
            .With(0x00080000, "UL", "\u0004\0\0\0")
            .With(0x00100000, "UL", "\u0004\0\0\0")
            .With(Tags.PatientId, "LO", "Q-2"));

        Assert.Single(found);
        Assert.DoesNotContain(found[0].Tags, tag => (tag & 0xFFFF) == 0);
    }

    [Fact]
    public async Task Patients_studies_series_and_images_are_found_by_the_keys_above_them()
    {
        var patients = await archive.AskPatientRootAsync(
            Identifiers.Level("PATIENT").Add(Tags.PatientId, "LO", "Q-1").Add(Tags.PatientStudies, "IS", ""));
        Assert.Equal("2", Assert.Single(patients, answer => answer.IsPending).Identifier[Tags.PatientStudies]);

        var studies = await archive.AskPatientRootAsync(
            Identifiers.Level("STUDY").Add(Tags.PatientId, "LO", "Q-1").Add(Tags.StudyInstance, "UI", ""));
        Assert.Equal(2, studies.Count(answer => answer.IsPending));

        Assert.Equal(2, (await archive.FindAsync(Identifiers.Series(archive.Thorax.Study, ""))).Count);
        Assert.Equal(2, (await archive.FindAsync(Identifiers.Image(archive.Thorax.Study, archive.Thorax.Series, ""))).Count);
        Assert.Empty(await archive.FindAsync(Identifiers.Image(archive.Control.Study, archive.Thorax.Series, "")));
    }

    private static RawElements Utf8Name(string name) => Studies
        .With(Tags.SpecificCharacterSet, "CS", "ISO_IR 192")
        .With(Tags.PatientName, "PN", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(name)));
}
