using System.Text;

namespace Pacs.Conformance.Tests.Finding;

/// <summary>What a device sent in its own repertoire is found, and answered, in UTF-8 (PS3.3 §C.12.1.1.2, PS3.5 §6.1.2).</summary>
public sealed class CharacterSetTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    /// <summary>The names of PS3.5 annexes H to K, and what they say.</summary>
    public static TheoryData<string, string, string> Names => new()
    {
        {
            "\\ISO 2022 IR 87",
            "Yamada^Tarou=\e$B;3ED\e(B^\e$BB@O:\e(B=\e$B$d$^$@\e(B^\e$B$?$m$&\e(B",
            "Yamada^Tarou=山田^太郎=やまだ^たろう"
        },
        {
            "ISO 2022 IR 13\\ISO 2022 IR 87",
            "\u00D4\u00CF\u00C0\u00DE^\u00C0\u00DB\u00B3=\e$B;3ED\e(J^\e$BB@O:\e(J=\e$B$d$^$@\e(J^\e$B$?$m$&\e(J",
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"
        },
        { "\\ISO 2022 IR 87\\ISO 2022 IR 159", "Yama^Ji=\e$B;3\e$(D0!\e(B^\e$BB@\e(B", "Yama^Ji=山丂^太" },
        {
            "\\ISO 2022 IR 149",
            "Hong^Gildong=\e$)C\u00FB\u00F3^\e$)C\u00D1\u00CE\u00D4\u00D7=\e$)C\u00C8\u00AB^\e$)C\u00B1\u00E6\u00B5\u00BF",
            "Hong^Gildong=洪^吉洞=홍^길동"
        },
        { "\\ISO 2022 IR 58", "Zhang^XiaoDong=\e$)A\u00D5\u00C5^\e$)A\u00D0\u00A1\u00B6\u00AB", "Zhang^XiaoDong=张^小东" },
        { "GB18030", "Wang^XiaoDong=\u00CD\u00F5^\u00D0\u00A1\u00B6\u00AB", "Wang^XiaoDong=王^小东" },
        { "GBK", "Wang^XiaoDong=\u00CD\u00F5^\u00D0\u00A1\u00B6\u00AB", "Wang^XiaoDong=王^小东" },
        { "ISO_IR 13", "\u00D4\u00CF\u00C0\u00DE^\u00C0\u00DB\u00B3", "ﾔﾏﾀﾞ^ﾀﾛｳ" },
        { "ISO 2022 IR 100\\ISO 2022 IR 144", "\u00DC\u00E9\u00E8^\e-L\u00BB", "Üéè^Л" },
    };

    [Theory, Trait("Conformance", "101"), Trait("Conformance", "103")]
    [MemberData(nameof(Names))]
    public Task A_name_is_found_and_answered(string terms, string stored, string text) =>
        AssertFoundAsync(terms, Tags.PatientName, "PN", stored, text);

    [Theory, Trait("Conformance", "102")]
    [InlineData("ISO_IR_100")]
    [InlineData("ISO IR 100")]
    [InlineData("ISO_IR 999")]
    public Task A_name_under_a_misspelt_or_unknown_term_is_found_and_answered(string terms) =>
        AssertFoundAsync(terms, Tags.PatientName, "PN", "M\u00FCller^J\u00F6rg", "Müller^Jörg");

    /// <summary>The second byte of each of these is 5C, which alone is a backslash.</summary>
    [Theory, Trait("Conformance", "40")]
    [InlineData("GB18030", "\u0081\u005C", "乗")]
    [InlineData("GBK", "\u0082\u005C", "俓")]
    [InlineData("\\ISO 2022 IR 87", "\e$B\u0030\u005C\e(B", "移")]
    public Task A_byte_of_a_character_is_no_backslash(string terms, string stored, string text) =>
        AssertFoundAsync(terms, Tags.StudyDescription, "LO", stored, text);

    private async Task AssertFoundAsync(string terms, uint tag, string vr, string stored, string text)
    {
        var image = new RawImage
        {
            Edit = elements => elements.With(Tags.SpecificCharacterSet, "CS", terms).With(tag, vr, stored),
        };
        await using (var sender = await archive.StoringAsync()) Assert.Equal(0, (await sender.StoreAsync(1, image)).Status);

        await using var peer = await archive.QueryingAsync();
        var answers = await peer.FindAsync(1, Uids.StudyRootFind, new RawElements()
            .Add(Tags.SpecificCharacterSet, "CS", "ISO_IR 192")
            .Add(Tags.QueryRetrieveLevel, "CS", "STUDY")
            .Add(tag, vr, text, Encoding.UTF8)
            .Add(Tags.PatientId, "LO", image.PatientId)
            .Add(Tags.StudyInstance, "UI", ""));

        Assert.Equal([0xFF00, 0], answers.Select(answer => (int)answer.Status));
        var match = answers[0].Identifier;
        Assert.Equal((image.Study, "ISO_IR 192"), (match[Tags.StudyInstance], match[Tags.SpecificCharacterSet]));
        Assert.Equal(text, Encoding.UTF8.GetString(match.Find(tag)!.Value).TrimEnd(' '));
    }
}
