using Pacs.Dicom.Text;

namespace Pacs.Dicom.Tests.Text;

public sealed class PersonNameTests
{
    [Fact]
    public void Has_three_groups_of_five_components()
    {
        var name = PersonName.Parse("Yamada^Tarou^J^Dr.^PhD=山田^太郎=やまだ^たろう");

        Assert.Equal(
            new PersonNameGroup
            {
                FamilyName = "Yamada", GivenName = "Tarou", MiddleName = "J", Prefix = "Dr.", Suffix = "PhD",
            },
            name.Alphabetic);
        Assert.Equal(new PersonNameGroup { FamilyName = "山田", GivenName = "太郎" }, name.Ideographic);
        Assert.Equal(new PersonNameGroup { FamilyName = "やまだ", GivenName = "たろう" }, name.Phonetic);
    }

    [Theory]
    [InlineData("Adams^John Robert Quincy^^Rev.^B.A. M.Div.", "Adams^John Robert Quincy^^Rev.^B.A. M.Div.")]
    [InlineData("Doe^John^^^", "Doe^John")]
    [InlineData("Doe^John^^^==", "Doe^John")]
    [InlineData("^John", "^John")]
    [InlineData("=山田^太郎", "=山田^太郎")]
    [InlineData("==やまだ", "==やまだ")]
    [InlineData("Doe ^ John ", "Doe^John")]
    [InlineData("Hong^Gildong=洪^吉洞^^=홍^길동^", "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData("A^B^C^D^E^F", "A^B^C^D^E^F")]
    [InlineData("A=B=C=D", "A=B=C")]
    [InlineData("^^^^=^=", "")]
    [InlineData("", "")]
    public void Is_written_without_what_is_empty_at_the_end(string text, string written)
    {
        Assert.Equal(written, PersonName.Parse(text).ToString());
        Assert.Equal(PersonName.Parse(text), PersonName.Parse(written));
        Assert.Equal(written.Length == 0, PersonName.Parse(text).IsEmpty);
    }
}
