using System.Text;

namespace Pacs.Index.Searching;

/// <summary>
/// A pattern in which <c>*</c> stands for any characters, none included, and <c>?</c> for one (PS3.4 §C.2.2.2.4). No
/// other character means anything but itself.
/// </summary>
internal sealed class Wildcard
{
    private readonly Rune[] _pattern;

    public Wildcard(string pattern)
    {
        Text = pattern;
        _pattern = [.. pattern.EnumerateRunes()];
    }

    public string Text { get; }

    /// <summary>True when every value matches.</summary>
    public bool IsUniversal => Text.AsSpan().IndexOfAnyExcept('*') < 0;

    /// <summary>What stands before the first wildcard.</summary>
    public string Prefix => Text.AsSpan().IndexOfAny('*', '?') is >= 0 and var end ? Text[..end] : Text;

    /// <summary>The stretches between wildcards.</summary>
    public string[] Literals => Text.Split(['*', '?'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The same pattern in SQLite's GLOB, where a bracket opens a set of characters.</summary>
    public string Glob => Text.Replace("[", "[[]", StringComparison.Ordinal);

    public static bool IsIn(ReadOnlySpan<char> text) => text.ContainsAny('*', '?');

    /// <summary>
    /// True when the whole of <paramref name="text"/> matches, in time of their lengths' product at the most.
    /// </summary>
    public bool Matches(string text)
    {
        Rune[] value = [.. text.EnumerateRunes()];
        int v = 0, p = 0, star = -1, retry = 0;
        while (v < value.Length)
        {
            if (p < _pattern.Length && _pattern[p].Value == '*')
            {
                star = p++;
                retry = v;
            }
            else if (p < _pattern.Length && (_pattern[p].Value == '?' || _pattern[p] == value[v]))
            {
                v++;
                p++;
            }
            else if (star >= 0)
            {
                // The last star takes one character more, and what follows it is tried again.
                p = star + 1;
                v = ++retry;
            }
            else
            {
                return false;
            }
        }

        while (p < _pattern.Length && _pattern[p].Value == '*') p++;
        return p == _pattern.Length;
    }
}
