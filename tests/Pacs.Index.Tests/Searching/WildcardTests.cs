namespace Pacs.Index.Tests.Searching;

public sealed class WildcardTests
{
    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "abcd", false)]
    [InlineData("a*", "a", true)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("a*c", "abbb", false)]
    [InlineData("*b*", "abc", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("?", "山", true)]
    [InlineData("?", "𠮷", true)]
    [InlineData("*ab*abc", "ababcababc", true)]
    [InlineData("a*b*c*d", "a1b2c3e", false)]
    [InlineData("", "", true)]
    [InlineData("**", "", true)]
    [Trait("Conformance", "38")]
    public void Matches_the_whole_text(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new Wildcard(pattern).Matches(text));

    [Theory]
    [InlineData("50%", "50%", true)]
    [InlineData("50%*", "50 percent", false)]
    [InlineData("a_*", "ab", false)]
    [InlineData("[ab]*", "a", false)]
    [InlineData("[ab]*", "[ab]c", true)]
    [InlineData(@"a\*", @"a\b", true)]
    [Trait("Conformance", "39")]
    public void Takes_what_other_languages_make_wildcards_literally(string pattern, string text, bool matches) =>
        Assert.Equal(matches, new Wildcard(pattern).Matches(text));

    [Fact]
    public void Ends_soon_with_a_pattern_of_many_stars()
    {
        var pattern = new Wildcard(string.Concat(Enumerable.Repeat("a*", 200)) + "b");
        Assert.False(pattern.Matches(new string('a', 5000)));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("***", true)]
    [InlineData("", true)]
    [InlineData("?", false)]
    [InlineData("a*", false)]
    public void Knows_when_everything_matches(string pattern, bool isUniversal) =>
        Assert.Equal(isUniversal, new Wildcard(pattern).IsUniversal);
}
