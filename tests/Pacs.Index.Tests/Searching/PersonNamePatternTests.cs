namespace Pacs.Index.Tests.Searching;

[Trait("Conformance", "55")]
public sealed class PersonNamePatternTests
{
    private const string Yamada = "Yamada^Tarou=山田^太郎=やまだ^たろう";

    [Theory]
    [InlineData("SMITH^JOHN", "Smith^John", true)]
    [InlineData("smith^john^^^", "Smith^John", true)]
    [InlineData("Smith^John", "Smith^John^^^", true)]
    [InlineData("Smith", "Smith^John", false)]
    [InlineData("Smith*", "Smith^John", true)]
    [InlineData("Smith^*", "Smith", true)]
    [InlineData("Smith^*", "Smithson", false)]
    [InlineData("Smith^J*^*^Dr", "Smith^John^^Dr", true)]
    [InlineData("*^John", "Smith^John", true)]
    [InlineData("Smith^J?hn", "Smith^John", true)]
    [InlineData("Smith ^ John", "Smith^John", true)]
    public void Matches_one_group(string pattern, string name, bool matches) => Matches(pattern, name, matches);

    [Theory]
    [InlineData("yamada^tarou", true)]
    [InlineData("山田*", true)]
    [InlineData("やまだ^たろう", true)]
    [InlineData("=山田^太郎", true)]
    [InlineData("==やまだ*", true)]
    [InlineData("YAMADA*=山田*", true)]
    [InlineData("YAMADA*=鈴木*", false)]
    [InlineData("=yamada*", false)]
    [InlineData("Suzuki*=山田*", false)]
    [InlineData("yamada*=*=*", true)]
    public void Matches_each_group_on_its_own(string pattern, bool matches) => Matches(pattern, Yamada, matches);

    [Theory]
    [InlineData("=山田*", false)]
    [InlineData("yamada*=", true)]
    public void Wants_a_group_that_the_name_must_have(string pattern, bool matches) => Matches(pattern, "Yamada^Tarou", matches);

    [Theory]
    [InlineData("*")]
    [InlineData("^^")]
    [InlineData("*=*")]
    [InlineData("=")]
    public void Is_universal_when_no_group_says_anything(string pattern) =>
        Assert.True(new PersonNamePattern(pattern).IsUniversal);

    private static void Matches(string pattern, string name, bool matches) =>
        Assert.Equal(matches, new PersonNamePattern(pattern).Matches(PersonNamePattern.FoldedGroups(name)));
}
