using Pacs.Dicom.Text;

namespace Pacs.Dicom.Tests.Text;

public sealed class TextFoldingTests
{
    [Theory]
    [InlineData("Müller^Jürgen", "muller^jurgen")]
    [InlineData("Wałęsa^Łódź", "walesa^lodz")]
    [InlineData("Ørsted^Søren", "orsted^soren")]
    [InlineData("Đặng^Nguyễn", "dang^nguyen")]
    [InlineData("Çavuşoğlu^İığ", "cavusoglu^iig")]
    [InlineData("STRASSE straße ẞ", "strasse strasse ss")]
    [InlineData("Æneas^Œuvre^Þór^Ðor", "aeneas^oeuvre^thor^dor")]
    [InlineData("Ελένη^ΣΟΦΌΣ^σοφός", "ελενη^σοφοσ^σοφοσ")]
    [InlineData("Ёлкин^Йосиф^Їжак", "елкин^иосиф^іжак")]
    [InlineData("ＡＢＣ　１２＃", "abc 12#")]
    [InlineData("ﾔﾏﾀﾞ^ﾀﾛｳ^ﾊﾟﾋﾟ^ｶﾞｷﾞ^ｳﾞｧ^ﾂﾞ", "ヤマダ^タロウ^パピ^ガギ^ヴァ^ヅ")]
    [InlineData("ｱﾞｰﾟ", "ア゛ー゜")]
    [InlineData("e\u0301^Z\u030C", "e^z")]
    [InlineData("か\u3099は\u309A", "がぱ")]
    [InlineData("O’Brien^Anne‑Marie", "o'brien^anne-marie")]
    [InlineData("山田^太郎", "山田^太郎")]
    [InlineData("홍^길동", "홍^길동")]
    [InlineData("שרון^قباني", "שרון^قباني")]
    [InlineData("\U0001F600 A", "\U0001F600 a")]
    [InlineData("＊？＼＾＝*?\\^=", "＊？＼＾＝*?\\^=")]
    [InlineData("SMITH^JOHN", "smith^john")]
    [InlineData("", "")]
    public void Takes_case_diacritics_and_width_away(string text, string folded) =>
        Assert.Equal(folded, TextFolding.Fold(text));

    [Fact]
    public void Gives_back_the_same_string_when_there_is_nothing_to_do()
    {
        var text = new string("smith^john 1970-01-01");

        Assert.Same(text, TextFolding.Fold(text));
    }

    [Fact]
    public void Changes_no_character_a_second_time()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var folded = TextFolding.Fold(((char)code).ToString());

            Assert.Equal(folded, TextFolding.Fold(folded));
        }
    }

    [Fact]
    public void Changes_no_text_a_second_time()
    {
        var random = new Random(20251122);
        const string Likely = "Aaéßカｶはﾊﾞﾟ\u3099\u309A\u0301゛^*Σя";
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ =>
                random.Next(3) == 0 ? (char)random.Next(char.MaxValue) : Likely[random.Next(Likely.Length)]));

            var folded = TextFolding.Fold(text);

            Assert.Equal(folded, TextFolding.Fold(folded));
        }
    }

    [Theory]
    [InlineData('*')]
    [InlineData('?')]
    [InlineData('\\')]
    [InlineData('^')]
    [InlineData('=')]
    public void Makes_nothing_into_a_character_that_means_something_in_a_query(char special)
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            if (code != special) Assert.DoesNotContain(special, TextFolding.Fold(((char)code).ToString()));
        }
    }
}
