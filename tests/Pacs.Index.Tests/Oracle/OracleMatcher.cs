using System.Globalization;
using System.Text.RegularExpressions;

namespace Pacs.Index.Tests.Oracle;

/// <summary>
/// The matching of PS3.4 §C.2.2.2 once more, of nothing the product is made of: text, regular expressions, and every
/// value looked at. What was once found out of a pair of key and value is remembered.
/// </summary>
internal sealed class OracleMatcher(bool isFuzzy)
{
    private readonly Dictionary<(Vr, string, string), bool> _known = [];

    public bool Matches(Tag tag, MadeValue key, MadeValue? held)
    {
        if (Vocabulary.VrOf(tag) == Vr.SQ)
        {
            return key.Items is not [var wanted, ..] || wanted.All(nested => IsUniversal(Vocabulary.VrOf(nested.Key), nested.Value)) ||
                (held?.Items.Any(item => wanted.All(nested => Matches(nested.Key, nested.Value, item.GetValueOrDefault(nested.Key)))) ?? false);
        }

        var vr = Vocabulary.VrOf(tag);
        var text = held?.Text ?? "";
        if (_known.TryGetValue((vr, key.Text, text), out var known)) return known;

        return _known[(vr, key.Text, text)] = TextMatches(vr == Vr.UN ? Vr.LO : vr, key.Text, text);
    }

    /// <summary>Soundex by substitution: letters to digits, runs to one, vowels out.</summary>
    public static string SoundOf(string word)
    {
        if (word.Length == 0 || word[0] is < 'a' or > 'z') return "";

        var digits = string.Concat(word.Where((letter, i) => i == 0 || letter is not ('h' or 'w')).Select(letter => letter switch
        {
            _ when "bfpv".Contains(letter, StringComparison.Ordinal) => '1',
            _ when "cgjkqsxz".Contains(letter, StringComparison.Ordinal) => '2',
            _ when "dt".Contains(letter, StringComparison.Ordinal) => '3',
            'l' => '4',
            _ when "mn".Contains(letter, StringComparison.Ordinal) => '5',
            'r' => '6',
            _ => '0',
        }));
        var single = Regex.Replace(digits, @"(.)\1+", "$1")[1..].Replace("0", "", StringComparison.Ordinal);
        return word[0] + (single + "000")[..3];
    }

    private static bool IsUniversal(Vr vr, MadeValue key) =>
        vr == Vr.SQ ? key.Items is not [var item, ..] || item.All(nested => IsUniversal(Vocabulary.VrOf(nested.Key), nested.Value)) : key.Text.Trim('*').Length == 0;

    private bool TextMatches(Vr vr, string key, string text)
    {
        var values = text.Split('\\').Select(value => vr == Vr.PN ? value.Trim() : value.Trim(' ')).ToArray();
        if (key.Split('\\').Any(one => one.Length > 0 && one.Trim('*').Length == 0) || key.Length == 0) return true;
        if (key == "\"\"") return text.Length == 0;
        if (text.Length == 0) return false;

        return key.Split('\\').Any(one => values.Any(value => vr switch
        {
            Vr.PN => NameMatches(one, value) || (isFuzzy && Sounds(one, value)),
            Vr.DA => one == value || InRange(one, value.Replace(".", "", StringComparison.Ordinal), 8),
            Vr.TM => one == value || InRange(one, value.Replace(":", "", StringComparison.Ordinal).Split('.')[0], 6),
            Vr.DT => MomentMatches(one, value),
            Vr.IS or Vr.DS => one == value || NumberOf(one) is { } number && number == NumberOf(value),
            _ => PatternMatches(one, value),
        }));
    }

    private static bool InRange(string key, string value, int length)
    {
        if (value.Length != length || !value.All(char.IsAsciiDigit)) return false;

        var ends = key.Split('-');
        if (ends.Any(end => end.Length != 0 && (end.Length != length || !end.All(char.IsAsciiDigit)))) return false;
        if (ends.Length == 1) return ends[0] == value;

        return (ends[0].Length == 0 || string.CompareOrdinal(ends[0], value) <= 0) && (ends[1].Length == 0 || string.CompareOrdinal(value, ends[1]) <= 0);
    }

    /// <summary>All as instants of UTC; a key of fewer digits begins with its first and ends with its last second.</summary>
    private static bool MomentMatches(string key, string value)
    {
        var held = InstantOf(value, "00010101000000");
        var offset = Regex.IsMatch(key, @"^\d+[+-]\d{4}$") && !Regex.IsMatch(key, @"^\d{8}-\d{8}$");
        var ends = offset ? [key] : key.Split('-');
        var first = ends[0].Length == 0 ? DateTime.MinValue : InstantOf(ends[0], "00010101000000");
        var last = ends[^1].Length == 0 ? DateTime.MaxValue : InstantOf(ends[^1], "00011231235959").AddTicks(TimeSpan.TicksPerSecond - 1);
        return first <= held && held <= last;
    }

    private static DateTime InstantOf(string text, string rest)
    {
        var parts = Regex.Match(text, @"^(\d+)(?:\.(\d+))?([+-]\d{4})?$");
        var digits = parts.Groups[1].Value;
        if (digits.Length is 6 && rest[4] == '1') digits += DateTime.DaysInMonth(int.Parse(digits[..4], null), int.Parse(digits[4..], null)).ToString("00", CultureInfo.InvariantCulture);
        var moment = DateTime.ParseExact(digits + rest[digits.Length..], "yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        if (parts.Groups[2].Success) moment = moment.AddSeconds(double.Parse("0." + parts.Groups[2].Value, CultureInfo.InvariantCulture));
        if (!parts.Groups[3].Success) return moment;

        var shift = new TimeSpan(int.Parse(parts.Groups[3].Value[1..3], null), int.Parse(parts.Groups[3].Value[3..], null), 0);
        return parts.Groups[3].Value[0] == '-' ? moment + shift : moment - shift;
    }

    private static bool NameMatches(string key, string value)
    {
        var wanted = Fold(key).Split('=').Select(group => group.TrimEnd('^')).ToArray();
        var held = Fold(value).Split('=').Select(group => group.TrimEnd('^')).ToArray();
        if (wanted.Length == 1) return held.Any(group => group.Length > 0 && GroupMatches(wanted[0], group));

        return Enumerable.Range(0, wanted.Length).All(i => wanted[i].Trim('*').Length == 0 ||
            (i < held.Length && held[i].Length > 0 && GroupMatches(wanted[i], held[i])));
    }

    private static bool GroupMatches(string wanted, string held) => PatternMatches(wanted, held) ||
        PatternMatches(wanted, held + new string('^', Math.Max(0, wanted.Count(c => c == '^') - held.Count(c => c == '^'))));

    private static bool Sounds(string key, string value)
    {
        var wanted = WordsOf(key);
        var held = WordsOf(value);
        return wanted.Length > 0 && wanted.All(word => held.Any(other => PatternMatches(word, other) ||
            (!word.Contains('*', StringComparison.Ordinal) && !word.Contains('?', StringComparison.Ordinal) && SoundOf(word).Length > 0 && SoundOf(word) == SoundOf(other))));
    }

    private static string[] WordsOf(string name) => [.. Regex.Split(Fold(name), @"[\^= \-'.,]+").Where(word => word.Length > 0)];

    /// <summary>What the vocabulary has of letters with marks.</summary>
    private static string Fold(string text) => string.Concat(text.ToLowerInvariant().Select(c => c switch
    {
        'é' => 'e', 'ú' or 'ü' => 'u', 'ö' or 'ó' => 'o', 'ñ' => 'n', 'å' => 'a', 'ż' => 'z', 'ł' => 'l',
        'ό' => 'ο', 'ί' => 'ι', 'ς' => 'σ', 'ё' => 'е', 'й' => 'и',
        _ => c,
    }));

    private static bool PatternMatches(string pattern, string text)
    {
        var expression = Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal);
        return Regex.IsMatch(text, $"^(?:{expression})\\z", RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    private static double? NumberOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
