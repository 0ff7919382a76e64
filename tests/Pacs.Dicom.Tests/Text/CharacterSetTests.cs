using System.Text;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Text;

namespace Pacs.Dicom.Tests.Text;

public sealed class CharacterSetTests
{
    // The names of PS3.5 Annexes H, I, J and K, and words in the one-byte sets. Each char of the third is one byte.
    public static TheoryData<string, string, string> Facts => new()
    {
        // H.3.1
        {
            "\\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎=やまだ^たろう",
            "Yamada^Tarou=\e$B;3ED\e(B^\e$BB@O:\e(B=\e$B$d$^$@\e(B^\e$B$?$m$&\e(B"
        },
        // H.3.2
        {
            "ISO 2022 IR 13\\ISO 2022 IR 87", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
            "\u00D4\u00CF\u00C0\u00DE^\u00C0\u00DB\u00B3=\e$B;3ED\e(J^\e$BB@O:\e(J=\e$B$d$^$@\e(J^\e$B$?$m$&\e(J"
        },
        // I.2
        {
            "\\ISO 2022 IR 149", "Hong^Gildong=洪^吉洞=홍^길동",
            "Hong^Gildong=\e$)C\u00FB\u00F3^\e$)C\u00D1\u00CE\u00D4\u00D7" +
            "=\e$)C\u00C8\u00AB^\e$)C\u00B1\u00E6\u00B5\u00BF"
        },
        // J.1
        {
            "ISO_IR 192", "Wang^XiaoDong=王^小東",
            "Wang^XiaoDong=\u00E7\u008E\u008B^\u00E5\u00B0\u008F\u00E6\u009D\u00B1"
        },
        // J.3, J.4
        { "GB18030", "Wang^XiaoDong=王^小东", "Wang^XiaoDong=\u00CD\u00F5^\u00D0\u00A1\u00B6\u00AB" },
        { "GBK", "Wang^XiaoDong=王^小东", "Wang^XiaoDong=\u00CD\u00F5^\u00D0\u00A1\u00B6\u00AB" },
        // K.2
        {
            "\\ISO 2022 IR 58", "Zhang^XiaoDong=张^小东",
            "Zhang^XiaoDong=\e$)A\u00D5\u00C5^\e$)A\u00D0\u00A1\u00B6\u00AB"
        },
        { "", "Mc.Allister^Pat", "Mc.Allister^Pat" },
        { "ISO_IR 100", "Buc^Jérôme", "Buc^J\u00E9r\u00F4me" },
        { "ISO_IR 101", "Wałęsa^Łódź", "Wa\u00B3\u00EAsa^\u00A3\u00F3d\u00BC" },
        { "ISO_IR 109", "Ħamrun^Ġorġ", "\u00A1amrun^\u00D5or\u00F5" },
        { "ISO_IR 110", "Bērziņš^Jānis", "B\u00BArzi\u00F1\u00B9^J\u00E0nis" },
        { "ISO_IR 144", "Люкceмбypг", "\u00BB\u00EE\u00DAce\u00DC\u00D1yp\u00D3" },
        { "ISO_IR 127", "قباني^لنزار", "\u00E2\u00C8\u00C7\u00E6\u00EA^\u00E4\u00E6\u00D2\u00C7\u00D1" },
        { "ISO_IR 126", "Διονυσιος", "\u00C4\u00E9\u00EF\u00ED\u00F5\u00F3\u00E9\u00EF\u00F2" },
        { "ISO_IR 138", "שרון^דבורה", "\u00F9\u00F8\u00E5\u00EF^\u00E3\u00E1\u00E5\u00F8\u00E4" },
        { "ISO_IR 148", "Çavuşoğlu^İğneada", "\u00C7avu\u00FEo\u00F0lu^\u00DD\u00F0neada" },
        { "ISO_IR 203", "Œuvré^€", "\u00BCuvr\u00E9^\u00A4" },
        { "ISO_IR 166", "นามสกุล", "\u00B9\u00D2\u00C1\u00CA\u00A1\u00D8\u00C5" },
        { "ISO_IR 13", "ﾔﾏﾀﾞ^ﾀﾛｳ", "\u00D4\u00CF\u00C0\u00DE^\u00C0\u00DB\u00B3" },
        // Code extensions beside each other: the first term's G1 needs no escape sequence, the second one's does.
        {
            "ISO 2022 IR 100\\ISO 2022 IR 144", "Müller^Иван=é",
            "M\u00FCller^\e-L\u00B8\u00D2\u00D0\u00DD\e-A=\u00E9"
        },
        { "\\ISO 2022 IR 159", "丂^Ä", "\e$(D0!\e(B^\e$(D*#\e(B" },
        { "\\ISO 2022 IR 87\\ISO 2022 IR 159", "山丂", "\e$B;3\e$(D0!\e(B" },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    [Trait("Conformance", "103")]
    public void Reads_and_writes_names_as_the_standard_shows_them(string terms, string text, string bytes)
    {
        var characterSet = Parse(terms);

        Assert.Equal(text, characterSet.Decode(Bytes(bytes), Vr.PN));
        Assert.Equal(bytes, Encoding.Latin1.GetString(characterSet.Encode(text, Vr.PN)));
        Assert.True(characterSet.CanEncode(text, Vr.PN));
        Assert.True(characterSet.IsRecognised);
        Assert.False(characterSet.IsCorrected);
        Assert.Equal(terms, string.Join('\\', characterSet.Terms));
    }

    [Theory]
    [InlineData("ISO IR 100", "ISO_IR 100")]
    [InlineData("ISO_IR_100", "ISO_IR 100")]
    [InlineData("ISO-IR 100", "ISO_IR 100")]
    [InlineData("ISO_IR100", "ISO_IR 100")]
    [InlineData("iso_ir 100", "ISO_IR 100")]
    [InlineData("iso8859-1", "ISO_IR 100")]
    [InlineData("IR 100", "ISO_IR 100")]
    [InlineData("ISO 2022 IR100", "ISO_IR 100")]
    [InlineData("UTF8", "ISO_IR 192")]
    [InlineData("utf-8", "ISO_IR 192")]
    [InlineData("ISO 2022 IR 192", "ISO_IR 192")]
    [InlineData("ISO 2022 GBK", "GBK")]
    [InlineData("GB 18030", "GB18030")]
    [InlineData("Shift_JIS", "ISO_IR 13")]
    [InlineData("ISO_IR 6", "")]
    [InlineData("ISO_IR 149", "ISO 2022 IR 149")]
    [InlineData("\\ISO 2022 58", "\\ISO 2022 IR 58")]
    [InlineData("ISO_IR 6\\ISO_IR 87", "\\ISO 2022 IR 87")]
    [InlineData("ISO_IR 100\\ISO_IR 144", "ISO 2022 IR 100\\ISO 2022 IR 144")]
    [InlineData("ISO_IR 192\\ISO 2022 IR 87", "ISO_IR 192")]
    [InlineData("ISO_IR 100\\ISO_IR 192", "ISO_IR 100")]
    [Trait("Conformance", "102")]
    public void Reads_a_misspelt_term_as_what_is_meant_and_says_so(string terms, string meant)
    {
        var characterSet = Parse(terms);

        Assert.Equal(meant, characterSet.ToString());
        Assert.True(characterSet.IsRecognised);
        Assert.True(characterSet.IsCorrected);
    }

    [Theory]
    [InlineData("ISO_IR 100 ")]
    [InlineData(" ISO_IR 100")]
    [InlineData("ISO_IR 100\0")]
    [InlineData("ISO 2022 IR 100")]
    [InlineData("ISO 2022 IR 6\\ISO 2022 IR 87")]
    [InlineData("\\ISO 2022 IR 87")]
    [InlineData("")]
    public void Takes_a_term_as_it_stands_when_only_padding_is_around_it(string terms)
    {
        Assert.True(Parse(terms).IsRecognised);
        Assert.False(Parse(terms).IsCorrected);
    }

    [Theory]
    [InlineData("ISO_IR 999")]
    [InlineData("KOI8-R")]
    [InlineData("?")]
    [Trait("Conformance", "102")]
    public void Falls_back_to_the_default_repertoire_when_a_term_is_not_known(string term)
    {
        var characterSet = Parse(term);

        Assert.False(characterSet.IsRecognised);
        Assert.Equal("Jérôme", characterSet.Decode(Bytes("J\u00E9r\u00F4me"), Vr.LO));
    }

    [Fact]
    public void Uses_the_terms_it_knows_beside_one_it_does_not_know()
    {
        var characterSet = Parse("\\ISO 2022 IR 87\\ISO 2022 IR 999");

        Assert.False(characterSet.IsRecognised);
        Assert.Equal("山", characterSet.Decode(Bytes("\e$B;3\e(B"), Vr.LO));
    }

    // The trail byte of each of these characters is 5C.
    [Theory]
    [InlineData("GB18030", "\u0081\u005C\u005C\u0082\u005C", "乗", "俓")]
    [InlineData("GBK", "\u0081\u005C\u005C\u0082\u005C", "乗", "俓")]
    [InlineData("ISO_IR 13", "\u0095\u005C\u005C\u0083\u005C", "表", "ソ")] // Shift JIS under a wrong name
    [InlineData("\\ISO 2022 IR 87", "\e$B\u005C\u0035\e(B\u005C\e$B\u0030\u005C\e(B", "楜", "移")]
    [Trait("Conformance", "40")]
    public void Does_not_take_the_second_byte_of_a_character_for_a_separator(
        string terms, string bytes, string first, string second) =>
        Assert.Equal([first, second], Parse(terms).DecodeValues(Bytes(bytes), Vr.LO));

    [Fact]
    [Trait("Conformance", "103")]
    public void Separates_values_by_the_yen_sign_of_JIS_X_0201_and_reads_it_as_one_in_free_text()
    {
        var katakana = Parse("ISO_IR 13");

        Assert.Equal(["ﾔﾏﾀﾞ", "A‾"], katakana.DecodeValues(Bytes("\u00D4\u00CF\u00C0\u00DE\\A~"), Vr.LO));
        Assert.Equal("¥1000", katakana.Decode(Bytes("\\1000"), Vr.LT));
        Assert.Equal("\\1000", Encoding.Latin1.GetString(katakana.Encode("¥1000", Vr.LT)));
    }

    [Fact]
    public void Never_writes_a_character_that_would_be_read_as_a_separator()
    {
        var katakana = Parse("ISO_IR 13");

        Assert.Equal("?1000"u8.ToArray(), katakana.Encode("¥1000", Vr.LO));
        Assert.False(katakana.CanEncode("¥1000", Vr.LO));
        Assert.True(katakana.CanEncode("¥1000", Vr.LT));
    }

    [Theory]
    [InlineData("\\", Vr.LO)]
    [InlineData("^", Vr.PN)]
    [InlineData("=", Vr.PN)]
    [InlineData("\r\n", Vr.LT)]
    [InlineData("\t", Vr.LT)]
    [InlineData("\f", Vr.LT)]
    [Trait("Conformance", "101")]
    public void Forgets_code_extensions_at_delimiters_and_control_characters(string delimiter, Vr vr)
    {
        var characterSet = Parse("ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 87");

        // G1 is Cyrillic up to the delimiter, then Latin again.
        Assert.Equal("И" + delimiter + "¸", characterSet.Decode(Bytes("\e-L\u00B8" + delimiter + "\u00B8"), vr));

        var written = Encoding.Latin1.GetString(characterSet.Encode("И" + delimiter + "И山" + delimiter + "A", vr));
        Assert.Equal("\e-L\u00B8\e-A" + delimiter + "\e-L\u00B8\e$B;3\e(B\e-A" + delimiter + "A", written);
    }

    [Fact]
    [Trait("Conformance", "101")]
    public void Keeps_code_extensions_across_what_is_no_delimiter_in_the_vr()
    {
        var characterSet = Parse("ISO 2022 IR 100\\ISO 2022 IR 144");

        Assert.Equal("И\\=^И", characterSet.Decode(Bytes("\e-L\u00B8\\=^\u00B8"), Vr.LT));
        Assert.Equal("И=^И", characterSet.Decode(Bytes("\e-L\u00B8=^\u00B8"), Vr.LO));
    }

    [Fact]
    public void Reads_a_control_character_in_the_middle_of_a_two_byte_set()
    {
        Assert.Equal("山\r\nA", Parse("\\ISO 2022 IR 87").Decode(Bytes("\e$B;3\r\nA"), Vr.LT));
    }

    [Fact]
    public void Reads_escape_sequences_of_sets_that_are_not_declared()
    {
        Assert.Equal("山", CharacterSet.Default.Decode(Bytes("\e$B;3\e(B"), Vr.LO));
        Assert.Equal("山", Parse("ISO_IR 100").Decode(Bytes("\e$@;3\e(J"), Vr.LO));
    }

    [Fact]
    public void Reads_hangul_and_hanzi_whose_escape_sequence_is_missing()
    {
        Assert.Equal("홍", Parse("ISO 2022 IR 149").Decode(Bytes("\u00C8\u00AB"), Vr.PN));
        Assert.Equal("똠", Parse("\\ISO 2022 IR 149").Decode(Bytes("\u008C\u0063"), Vr.PN)); // Unified Hangul Code
        Assert.Equal("张", Parse("\\ISO 2022 IR 58").Decode(Bytes("\u00D5\u00C5"), Vr.PN));
    }

    [Theory]
    [InlineData("", "é")]
    [InlineData("ISO_IR 100", "山")]
    [InlineData("ISO_IR 13", "山")]
    [InlineData("ISO_IR 144", "é")]
    [InlineData("\\ISO 2022 IR 87", "é")]
    [InlineData("GBK", "\U0001F600")]
    [InlineData("ISO_IR 100", "\e")]
    public void Says_what_it_cannot_write_and_writes_a_question_mark(string terms, string text)
    {
        var characterSet = Parse(terms);

        Assert.False(characterSet.CanEncode(text, Vr.LO));
        Assert.Equal((byte)'?', characterSet.Encode(text, Vr.LO)[0]);
    }

    [Theory]
    [InlineData("ISO_IR 192", "𠮟る\U0001F600")]
    [InlineData("GB18030", "𠮟る\U0001F600é")]
    public void Writes_everything_in_Unicode_and_in_GB18030(string terms, string text)
    {
        Assert.True(Parse(terms).CanEncode(text, Vr.LO));
        Assert.Equal(text, Parse(terms).Decode(Parse(terms).Encode(text, Vr.LO), Vr.LO));
    }

    [Fact]
    public void Takes_padding_off_each_value()
    {
        Assert.Equal(["A", "B C", "", "D"], CharacterSet.Default.DecodeValues(" A \\ B C\\\\D\0"u8, Vr.LO));
        Assert.Equal(["É", "é"], Parse("ISO_IR 100").DecodeValues(Bytes("\u00C9 \\ \u00E9 "), Vr.SH));
        Assert.Equal([" A\\B"], CharacterSet.Default.DecodeValues(" A\\B \0"u8, Vr.LT));
    }

    public static TheoryData<string> AllTerms =>
    [
        "", "ISO_IR 100", "ISO_IR 101", "ISO_IR 109", "ISO_IR 110", "ISO_IR 144", "ISO_IR 127", "ISO_IR 126",
        "ISO_IR 138", "ISO_IR 148", "ISO_IR 203", "ISO_IR 166", "ISO_IR 13", "ISO_IR 192", "GB18030", "GBK",
        "ISO 2022 IR 6\\ISO 2022 IR 100\\ISO 2022 IR 101\\ISO 2022 IR 109\\ISO 2022 IR 110\\ISO 2022 IR 144",
        "ISO 2022 IR 13\\ISO 2022 IR 87\\ISO 2022 IR 159", "\\ISO 2022 IR 149", "\\ISO 2022 IR 58",
        "ISO 2022 IR 126\\ISO 2022 IR 127\\ISO 2022 IR 138\\ISO 2022 IR 148\\ISO 2022 IR 166\\ISO 2022 IR 203",
        "\\ISO 2022 IR 149\\ISO 2022 IR 58\\ISO 2022 IR 87",
        "unknown",
    ];

    [Theory]
    [MemberData(nameof(AllTerms))]
    public void Reads_any_bytes_without_an_error_and_what_it_can_write_it_reads_again(string terms)
    {
        var characterSet = Parse(terms);
        var random = new Random(20251122);
        ReadOnlySpan<byte> likely = "\e\e\e$$(()-BCDIJAL\\^=\r\n\t "u8;
        Span<byte> value = stackalloc byte[64];
        for (var round = 0; round < 2000; round++)
        {
            var bytes = value[..random.Next(value.Length)];
            random.NextBytes(bytes);
            for (var i = 0; i < bytes.Length; i++)
            {
                if (random.Next(3) == 0) bytes[i] = likely[random.Next(likely.Length)];
            }

            foreach (var vr in (ReadOnlySpan<Vr>)[Vr.PN, Vr.LO, Vr.LT])
            {
                var text = characterSet.Decode(bytes, vr);
                var values = characterSet.DecodeValues(bytes, vr);
                var written = characterSet.Encode(text, vr);

                Assert.Equal(vr == Vr.LT ? 1 : text.Count(static character => character == '\\') + 1, values.Count);
                if (characterSet.CanEncode(text, vr)) Assert.Equal(text, characterSet.Decode(written, vr));
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllTerms))]
    public void Reads_again_whatever_characters_of_its_own_it_writes(string terms)
    {
        var characterSet = Parse(terms);
        var own = Enumerable.Range(0x20, 0xFFFF - 0x20)
            .Where(static code => !char.IsSurrogate((char)code) && code != '\\')
            .Select(static code => ((char)code).ToString())
            .Where(character => characterSet.CanEncode(character, Vr.LO))
            .ToList();

        Assert.True(own.Count >= 90);
        var text = string.Concat(own);
        Assert.Equal(text, characterSet.Decode(characterSet.Encode(text, Vr.LO), Vr.LO));
    }

    private static CharacterSet Parse(string terms) => CharacterSet.Parse(terms.Split('\\'));

    private static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);
}
