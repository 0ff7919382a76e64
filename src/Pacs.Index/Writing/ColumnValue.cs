using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Index.Searching;

namespace Pacs.Index.Writing;

/// <summary>
/// What the column of a key holds of an attribute. A column holds one plain value; what is not one (several values, a
/// date nobody can read, a text beyond reason) is held as <see cref="Unplain"/>, and a search that narrows by the
/// column always lets that through to the attribute itself. An absent or empty attribute is null, which no search but a
/// universal one finds.
/// </summary>
internal static class ColumnValue
{
    /// <summary>No value of DICOM text is a lone backslash, since that separates two values.</summary>
    public const string Unplain = "\\";

    /// <summary>Longer ones are searched in the attribute: an index entry has to fit many to a page.</summary>
    private const int MaxLength = 256;

    /// <summary>The columns that follow from an attribute: three for a person's name, otherwise one.</summary>
    public static IEnumerable<string> ColumnsOf(MatchableAttribute attribute) =>
        attribute.Kind == MatchingKind.PersonName ? attribute.NameColumns : [attribute.Column];

    /// <summary>The values of <see cref="ColumnsOf"/>.</summary>
    public static IEnumerable<object?> Of(MatchableAttribute attribute, DataSet attributes)
    {
        var values = attributes.GetStrings(attribute.Tag);
        if (attribute.Kind == MatchingKind.PersonName) return OfName(values);
        if (values.All(value => value.Length == 0)) return [null];

        return [values is [var value] && IsPlain(value) ? OfOne(attribute.Kind, value) : UnplainOf(attribute.Kind)];
    }

    /// <summary>What the trigram table holds: all values, names folded with all their groups.</summary>
    public static string? TextOf(MatchableAttribute attribute, DataSet attributes)
    {
        var values = attributes.GetStrings(attribute.Tag);
        if (values.All(value => value.Length == 0)) return null;

        return attribute.Kind == MatchingKind.PersonName
            ? string.Join('\\', values.Select(value => string.Join('=', PersonNamePattern.FoldedGroups(value))))
            : string.Join('\\', values);
    }

    /// <summary>True when a column can hold the text as it is.</summary>
    public static bool IsPlain(string value) =>
        value.Length <= MaxLength && !value.Contains('\0', StringComparison.Ordinal);

    /// <summary>What the column of a number holds.</summary>
    public static long? NumberOf(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null;

    private static object? OfOne(MatchingKind kind, string value) => kind switch
    {
        MatchingKind.Date => Interval.Parse(value, Vr.DA) is { } date ? Interval.DateText(date.First) : Unplain,
        MatchingKind.Time => Interval.Parse(value, Vr.TM) is { } time ? Interval.TimeText(time.First) : Unplain,
        MatchingKind.Number => NumberOf(value),
        _ => value,
    };

    /// <summary>A number's column is an integer, and null lets through there.</summary>
    private static string? UnplainOf(MatchingKind kind) => kind == MatchingKind.Number ? null : Unplain;

    private static object?[] OfName(IReadOnlyList<string> names)
    {
        if (names.All(name => name.Length == 0)) return [null, null, null];
        if (names is not [var name] || !IsPlain(name)) return [Unplain, null, null];

        var groups = PersonNamePattern.FoldedGroups(name);
        return groups.Length <= 3 ? [Group(0), Group(1), Group(2)] : [Unplain, null, null];

        string? Group(int index) => index < groups.Length && groups[index].Length > 0 ? groups[index] : null;
    }
}
