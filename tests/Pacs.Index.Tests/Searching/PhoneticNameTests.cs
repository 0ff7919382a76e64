namespace Pacs.Index.Tests.Searching;

public sealed class PhoneticNameTests
{
    [Theory]
    [InlineData("robert", "r163")]
    [InlineData("rupert", "r163")]
    [InlineData("ashcraft", "a261")] // h does not part s and c
    [InlineData("tymczak", "t522")]
    [InlineData("pfister", "p236")] // the first letter counts for what follows it
    [InlineData("lee", "l000")]
    [InlineData("山田", "")]
    [InlineData("smi*", "")]
    public void Codes_words_as_the_census_does(string word, string code) => Assert.Equal(code, PhoneticName.CodeOf(word));

    [Theory]
    [InlineData("Smyth^Jon", "Smith^John", true)]
    [InlineData("John Smith", "Smith^John", true)]
    [InlineData("Mueller", "Müller^Jürgen", true)]
    [InlineData("Smyth^Peter", "Smith^John", false)]
    [InlineData("Smyth^J*", "Smith^John", true)]
    [InlineData("山田", "Yamada^Tarou=山田^太郎", true)]
    [InlineData("山本", "Yamada^Tarou=山田^太郎", false)]
    [InlineData("^^", "Smith^John", false)]
    public void Wants_every_word_somewhere_in_the_name(string key, string name, bool matches) =>
        Assert.Equal(matches, new PhoneticName(key).Matches(PersonNamePattern.FoldedGroups(name)));
}
