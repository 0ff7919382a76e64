using System.Text;
using Pacs.Dicom.Text;

namespace Pacs.Index.Searching;

/// <summary>
/// A person's name matched by its sound, the fuzzy semantic matching of PS3.4 §C.2.2.2.1.1. The rule: a name matches when
/// every word of the key has a word of the name, in any component and any order, that is written the same when folded,
/// that meets its wildcards, or that has the same Soundex code (the American one of the census: the first letter and
/// three digits for the consonants after it). Words without Latin letters have no code.
/// </summary>
internal sealed class PhoneticName
{
    private const int CodeLength = 4;

    /// <summary>What is between words: components, groups, blanks, and what joins two names.</summary>
    private static readonly char[] Separators = ['^', '=', ' ', '-', '\'', '.', ','];

    private readonly (Wildcard Pattern, string Code)[] _words;

    public PhoneticName(string name)
    {
        _words = [.. WordsOf(TextFolding.Fold(name)).Select(word => (new Wildcard(word), CodeOf(word)))];
    }

    /// <summary>The first character of each word that has one: names that match have all of them.</summary>
    public IEnumerable<Rune> Initials => _words
        .Where(word => !(word.Pattern.Text[0] is '*' or '?'))
        .Select(word => Rune.GetRuneAt(word.Pattern.Text, 0));

    /// <summary>True when a name of these folded groups sounds like this one.</summary>
    public bool Matches(IEnumerable<string> groups)
    {
        if (_words.Length == 0) return false;

        var held = groups.SelectMany(WordsOf).ToArray();
        return _words.All(wanted => held.Any(word =>
            wanted.Pattern.Matches(word) || (wanted.Code.Length > 0 && wanted.Code == CodeOf(word))));
    }

    /// <summary>The Soundex code of a folded word; empty when it does not begin with a letter or has wildcards.</summary>
    internal static string CodeOf(string word)
    {
        if (word.Length == 0 || !char.IsAsciiLetterLower(word[0]) || Wildcard.IsIn(word)) return "";

        Span<char> code = [word[0], '0', '0', '0'];
        var length = 1;
        var last = DigitOf(word[0]);
        foreach (var letter in word.AsSpan(1))
        {
            if (letter is 'h' or 'w') continue; // they do not part two letters of one code; vowels do

            var digit = DigitOf(letter);
            if (digit != '0' && digit != last) code[length++] = digit;
            if (length == CodeLength) break;
            last = digit;
        }

        return code.ToString();
    }

    private static string[] WordsOf(string folded) => folded.Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    private static char DigitOf(char letter) => letter switch
    {
        'b' or 'f' or 'p' or 'v' => '1',
        'c' or 'g' or 'j' or 'k' or 'q' or 's' or 'x' or 'z' => '2',
        'd' or 't' => '3',
        'l' => '4',
        'm' or 'n' => '5',
        'r' => '6',
        _ => '0',
    };
}
