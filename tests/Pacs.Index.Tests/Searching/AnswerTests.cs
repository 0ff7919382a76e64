using System.Text;

namespace Pacs.Index.Tests.Searching;

public sealed class AnswerTests
{
    [Fact]
    [Trait("Conformance", "32")]
    public async Task Answers_the_keys_that_were_asked_for_and_the_unique_ones_and_no_other()
    {
        await using var test = await OneStudy();
        var keys = Keys.Of((Tags.PatientName, ""), (Tags.AccessionNumber, ""), (Tags.StudyDescription, ""), (Tags.Modality, ""));
        var answer = Assert.Single(await test.SearchAsync(QueryLevel.Study, keys));
        Assert.Equal(
            [Tags.AccessionNumber, Tags.Modality, Tags.StudyDescription, Tags.PatientName, Tags.StudyInstanceUID],
            answer.Select(element => element.Tag));
        Assert.Equal("Doe^Jane", answer.GetString(Tags.PatientName));
        Assert.True(answer.Find(Tags.AccessionNumber)?.IsEmpty);
        Assert.Equal(Vr.SH, answer.Find(Tags.AccessionNumber)?.Vr);
        Assert.True(answer.Find(Tags.Modality)?.IsEmpty, "A key of a level below has no value.");
    }

    [Theory]
    [InlineData(QueryLevel.Patient, "PATIENT")]
    [InlineData(QueryLevel.Study, "STUDY")]
    [InlineData(QueryLevel.Series, "SERIES")]
    [InlineData(QueryLevel.Image, "IMAGE")]
    [Trait("Conformance", "31")]
    public async Task Says_the_level_when_it_was_asked_for(QueryLevel level, string term)
    {
        await using var test = await OneStudy();
        var answer = Assert.Single(await test.SearchAsync(level, Keys.Of((Tags.QueryRetrieveLevel, "whatever"))));
        Assert.Equal(term, answer.GetString(Tags.QueryRetrieveLevel));
    }

    [Fact]
    [Trait("Conformance", "34")]
    [Trait("Conformance", "54")]
    public async Task Answers_private_and_unknown_keys_without_a_value_and_does_not_filter_by_them()
    {
        await using var test = await OneStudy();
        var keys = Keys.Of((Tags.SliceThickness, ""), (Tags.StudyID, ""));
        keys.Set(new DataElement(new Tag(0x0008, 0x0000), Vr.UL, new byte[] { 1, 0, 0, 0 }));
        keys.Set(new Tag(0x0009, 0x0010), Vr.LO, "ACME 1.1");
        keys.Set(new Tag(0x0009, 0x1001), Vr.LO, "");
        keys.Set(new Tag(0x0066, 0x9999), Vr.LO, "");
        var answer = Assert.Single(await test.SearchAsync(QueryLevel.Image, keys));
        Assert.True(answer.Find(Tags.SliceThickness)?.IsEmpty);
        Assert.Equal("ACME 1.1", answer.GetString(new Tag(0x0009, 0x0010)));
        Assert.True(answer.Find(new Tag(0x0009, 0x1001))?.IsEmpty);
        Assert.True(answer.Find(new Tag(0x0066, 0x9999))?.IsEmpty);
        Assert.False(answer.Contains(new Tag(0x0008, 0x0000)));
    }

    [Fact]
    [Trait("Conformance", "37")]
    public async Task Names_the_character_set_when_a_value_needs_it_and_only_then()
    {
        await using var test = await OneStudy();
        var ascii = Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.PatientName, ""), (Tags.SpecificCharacterSet, ""))));
        Assert.False(ascii.Contains(Tags.SpecificCharacterSet));

        var keys = new DataSet();
        keys.Set(Tags.StudyID, Vr.SH, "");
        var other = Assert.Single(await test.SearchAsync(QueryLevel.Study, keys));
        Assert.Equal("ISO_IR 192", other.GetString(Tags.SpecificCharacterSet));
        Assert.Equal("Ünit 1", other.GetString(Tags.StudyID));
    }

    [Fact]
    [Trait("Conformance", "37")]
    public async Task Matches_a_key_in_the_character_set_of_its_request()
    {
        await using var test = await OneStudy();
        foreach (var (term, encoding) in new[] { ("ISO_IR 100", Encoding.Latin1), ("ISO_IR 192", Encoding.UTF8) })
        {
            var keys = new DataSet();
            keys.Set(Tags.SpecificCharacterSet, Vr.CS, term);
            keys.Set(new DataElement(Tags.StudyID, Vr.SH, encoding.GetBytes("Ünit 1 ")));
            Assert.Single(await test.SearchAsync(QueryLevel.Study, keys));
        }
    }

    [Fact]
    [Trait("Conformance", "33")]
    public async Task Answers_a_sequence_whole_or_with_the_keys_asked_for_in_it()
    {
        await using var test = await OneStudy();
        var all = Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.ProcedureCodeSequence, ""), (Tags.ReferencedStudySequence, ""))));
        var items = all.Find(Tags.ProcedureCodeSequence)?.Items;
        Assert.NotNull(items);
        Assert.Equal(["C1", "C2"], items.Select(item => item.GetString(Tags.CodeValue)));
        Assert.Equal("Größe", items[0].GetString(Tags.CodeMeaning));
        Assert.Empty(Assert.IsAssignableFrom<IReadOnlyList<DataSet>>(all.Find(Tags.ReferencedStudySequence)?.Items));

        var wanted = new DataSet();
        wanted.Set(Tags.CodeValue, Vr.SH, "C2");
        wanted.Set(Tags.CodingSchemeVersion, Vr.SH, "");
        var keys = new DataSet();
        keys.Set(new DataElement(Tags.ProcedureCodeSequence, [wanted]));
        var some = Assert.Single(await test.SearchAsync(QueryLevel.Study, keys));
        items = some.Find(Tags.ProcedureCodeSequence)?.Items;
        Assert.NotNull(items);
        Assert.All(items, item => Assert.Equal([Tags.CodeValue, Tags.CodingSchemeVersion], item.Select(element => element.Tag)));
    }

    [Fact]
    [Trait("Conformance", "35")]
    public async Task Matches_inside_sequences()
    {
        await using var test = await OneStudy();
        Assert.Single(await test.SearchAsync(QueryLevel.Study, ByProcedure("C2", "99X")));
        Assert.Single(await test.SearchAsync(QueryLevel.Study, ByProcedure("C*", "")));
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, ByProcedure("C2", "DCM"))); // Not of one item.
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, ByProcedure("C3", "")));
    }

    [Fact]
    [Trait("Conformance", "35")]
    public async Task Finds_nothing_by_a_key_whose_attribute_is_missing()
    {
        await using var test = await OneStudy();
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.AccessionNumber, "A1"))));
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.AdmissionID, "1"))));
        Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.AdmissionID, "*"))));
    }

    [Fact]
    public async Task Honours_keys_of_levels_above_and_ignores_those_below()
    {
        await using var test = await OneStudy();
        Assert.Single(await test.SearchAsync(QueryLevel.Image, Keys.Of((Tags.PatientName, "doe*"), (Tags.StudyID, "Ünit 1"), (Tags.Modality, "CT"))));
        Assert.Empty(await test.SearchAsync(QueryLevel.Image, Keys.Of((Tags.PatientName, "roe*"))));
        Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.Modality, "MR"), (Tags.SOPInstanceUID, "9.9"))));
    }

    [Theory]
    [InlineData("1.2.1 ")]
    [InlineData("1.2.1\0")]
    [Trait("Conformance", "25")]
    public async Task Takes_a_uid_with_padding(string uid)
    {
        await using var test = await OneStudy();
        var keys = new DataSet();
        keys.Set(new DataElement(Tags.StudyInstanceUID, Vr.UI, Encoding.ASCII.GetBytes(uid)));
        Assert.Single(await test.SearchAsync(QueryLevel.Study, keys));
    }

    [Fact]
    [Trait("Conformance", "38")]
    public async Task Takes_wildcards_where_there_are_none_as_they_stand()
    {
        await using var test = await OneStudy();
        Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.StudyInstanceUID, "*"))));
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.StudyInstanceUID, "1.2.*"))));
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.StudyDate, "2024*"))));
        Assert.Empty(await test.SearchAsync(QueryLevel.Image, Keys.Of((Tags.InstanceNumber, "?"))));
        Assert.Single(await test.SearchAsync(QueryLevel.Image, Keys.Of((Tags.InstanceNumber, "*"), (Tags.Rows, ""))));
    }

    [Fact]
    public async Task Matches_binary_numbers()
    {
        await using var test = await OneStudy();
        foreach (var (rows, found) in new (ushort, int)[] { (512, 1), (256, 0) })
        {
            var keys = new DataSet();
            keys.Set(Tags.Rows, rows);
            Assert.Equal(found, (await test.SearchAsync(QueryLevel.Image, keys)).Count);
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(250)]
    [InlineData(70_000)]
    public async Task Takes_a_key_longer_than_any_value(int length)
    {
        await using var test = await OneStudy();
        foreach (var tag in new[] { Tags.PatientName, Tags.StudyDescription, Tags.StudyInstanceUID, Tags.StudyDate, Tags.PatientComments })
        {
            Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((tag, new string('x', length) + "*y"))));
            Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((tag, string.Concat(Enumerable.Repeat("*x?", length / 3)) + "y"))));
        }
    }

    [Fact]
    public async Task Takes_more_values_than_anybody_would_ask_for()
    {
        await using var test = await OneStudy();
        foreach (var tag in new[] { Tags.ModalitiesInStudy, Tags.Modality, Tags.StudyDescription, Tags.PatientName, Tags.StudyDate })
        {
            var many = string.Join('\\', Enumerable.Range(0, 5000).Select(i => $"X{i}"));
            Assert.Empty(await test.SearchAsync(QueryLevel.Series, Keys.Of((tag, many))));
        }

        var modalities = string.Join('\\', Enumerable.Range(0, 5000).Select(i => $"X{i}").Append("CT"));
        Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.ModalitiesInStudy, modalities))));
    }

    [Fact]
    [Trait("Conformance", "40")]
    public async Task Finds_by_any_of_several_values_and_by_what_no_column_holds()
    {
        await using var test = await TestIndex.OpenAsync();
        await test.AddAsync(new TestInstance
        {
            With = d =>
            {
                d.Set(Tags.StudyDescription, Vr.LO, "One", "Two"); // One value is allowed; scanners differ.
                d.Set(Tags.StationName, Vr.SH, new string('s', 300));
                d.Set(Tags.StudyDate, Vr.DA, "someday");
                d.Set(Tags.OtherPatientIDs, Vr.LO, "X1", "X2");
            },
        });
        foreach (var text in (string[])["One", "Two", "T*", "*wo", "?ne"])
        {
            Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.StudyDescription, text))));
        }

        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.StudyDescription, "One*Two"))));
        Assert.Single(await test.SearchAsync(QueryLevel.Series, Keys.Of((Tags.StationName, "sss*"))));
        Assert.Single(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.StudyDate, "someday"))));
        Assert.Empty(await test.SearchAsync(QueryLevel.Study, Keys.Of((Tags.StudyDate, "19000101-"))));
        Assert.Single(await test.SearchAsync(QueryLevel.Patient, Keys.Of((Tags.OtherPatientIDs, "X2"))));
    }

    private static DataSet ByProcedure(string code, string scheme)
    {
        var item = new DataSet();
        item.Set(Tags.CodeValue, Vr.SH, code);
        item.Set(Tags.CodingSchemeDesignator, Vr.SH, scheme);
        var keys = new DataSet();
        keys.Set(new DataElement(Tags.ProcedureCodeSequence, [item]));
        return keys;
    }

    private static async Task<TestIndex> OneStudy()
    {
        var test = await TestIndex.OpenAsync();
        await test.AddAsync(new TestInstance
        {
            With = d =>
            {
                d.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 100");
                d.Set(Tags.PatientName, Vr.PN, "Doe^Jane");
                d.Set(Tags.StudyID, Vr.SH, "Ünit 1");
                d.Set(Tags.StudyDate, Vr.DA, "20240131");
                d.Set(Tags.Modality, Vr.CS, "CT");
                d.Set(Tags.InstanceNumber, Vr.IS, "7");
                d.Set(Tags.Rows, 512);
                d.Set(new DataElement(Tags.ProcedureCodeSequence, [Code("C1", "DCM", "Größe"), Code("C2", "99X", "other")]));
            },
        });
        return test;
    }

    private static DataSet Code(string value, string scheme, string meaning)
    {
        var item = new DataSet();
        item.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 100");
        item.Set(Tags.CodeValue, Vr.SH, value);
        item.Set(Tags.CodingSchemeDesignator, Vr.SH, scheme);
        item.Set(Tags.CodeMeaning, Vr.LO, meaning);
        return item;
    }
}
