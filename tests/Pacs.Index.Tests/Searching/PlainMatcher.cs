using System.Globalization;
using System.Text.RegularExpressions;

namespace Pacs.Index.Tests.Searching;

/// <summary>
/// The matching of PS3.4 §C.2.2.2 once more, as plainly as it can be said and of nothing the index is made of: strings,
/// regular expressions, and every instance looked at.
/// </summary>
internal static class PlainMatcher
{
    public static bool Matches(Vr vr, string key, IReadOnlyList<string> values)
    {
        if (key.Trim('*').Length == 0) return true;
        if (values.All(value => value.Length == 0)) return false;

        return vr switch
        {
            Vr.PN => values.Any(value => NameMatches(key, value)),
            Vr.UI => values.Any(value => key.Split('\\').Contains(value)),
            Vr.DA or Vr.TM => values.Any(value => RangeMatches(key, value, vr)),
            Vr.IS => values.Any(value => key.Split('\\').Any(wanted =>
                wanted == value || (NumberOf(wanted) is { } number && number == NumberOf(value)))),
            _ => values.Any(value => value.Length > 0 && key.Split('\\').Any(wanted => PatternMatches(wanted, value))),
        };
    }

    public static string Fold(string text) => text.ToLowerInvariant()
        .Replace('é', 'e').Replace('ú', 'u').Replace('ü', 'u').Replace('ö', 'o').Replace('ñ', 'n');

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

    private static bool RangeMatches(string key, string value, Vr vr)
    {
        var length = vr == Vr.DA ? 8 : 6;
        var held = value.Replace(".", "", StringComparison.Ordinal);
        if (held.Length < length || !held.All(char.IsDigit)) return key == value;
        held = held[..length];

        var ends = key.Split('-');
        if (key == "-" || ends.Any(end => end.Length != 0 && (end.Length != length || !end.All(char.IsDigit)))) return key == value;
        if (ends.Length == 1) return held == key;

        return (ends[0].Length == 0 || string.CompareOrdinal(ends[0], held) <= 0) &&
            (ends[1].Length == 0 || string.CompareOrdinal(held, ends[1]) <= 0);
    }

    private static bool PatternMatches(string pattern, string text)
    {
        var expression = Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal);
        return Regex.IsMatch(text, $"^(?:{expression})$", RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }

    private static double? NumberOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
