using Pacs.Dicom.Text;

namespace Pacs.Index.Searching;

/// <summary>
/// A person's name to match: without regard to case and diacritics, each component group on its own, trailing carets
/// ignored (PS3.4 §C.2.2.2.1, PS3.5 §6.2.1). A name of one group is looked for in all three, since few who type a name
/// know the groups; in a name of several an empty group matches any.
/// </summary>
internal sealed class PersonNamePattern
{
    public PersonNamePattern(string name)
    {
        Groups = [.. FoldedGroups(name).Select(group => new Wildcard(group))];
    }

    /// <summary>The component groups, folded, without trailing empty ones.</summary>
    public IReadOnlyList<Wildcard> Groups { get; }

    /// <summary>True when every name matches.</summary>
    public bool IsUniversal => Groups.All(group => group.IsUniversal);

    /// <summary>The component groups of a name as they are compared and stored, trailing empty ones left out.</summary>
    public static string[] FoldedGroups(string name)
    {
        var groups = TextFolding.Fold(name).Split('=');
        for (var i = 0; i < groups.Length; i++)
        {
            var components = groups[i].Split('^', StringSplitOptions.TrimEntries);
            groups[i] = string.Join('^', components).TrimEnd('^');
        }

        return groups[..(Array.FindLastIndex(groups, group => group.Length > 0) + 1)];
    }

    /// <summary>True when a name of these folded groups matches.</summary>
    public bool Matches(IReadOnlyList<string> groups)
    {
        if (Groups is [var any]) return groups.Any(group => GroupMatches(any, group));

        for (var i = 0; i < Groups.Count; i++)
        {
            if (Groups[i].Text.Length == 0 || Groups[i].IsUniversal) continue;
            if (i >= groups.Count || !GroupMatches(Groups[i], groups[i])) return false;
        }

        return true;
    }

    /// <summary>
    /// A pattern with more carets than the name has is met by the empty components the name leaves out.
    /// </summary>
    private static bool GroupMatches(Wildcard pattern, string group)
    {
        if (group.Length == 0) return false;

        var missing = pattern.Text.AsSpan().Count('^') - group.AsSpan().Count('^');
        return pattern.Matches(group) || (missing > 0 && pattern.Matches(group + new string('^', missing)));
    }
}
