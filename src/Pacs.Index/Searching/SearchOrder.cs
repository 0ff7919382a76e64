using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Index.Model;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Searching;

/// <summary>
/// The order of answers: by a column, rows without a value first, and among rows with the same value by their keys, which
/// is the order in which they were first stored. A place in it can be found again whatever has come in between.
/// </summary>
public sealed record SearchOrder
{
    private readonly MatchableAttribute _attribute;
    private readonly string _column;

    private SearchOrder(MatchableAttribute attribute, bool isDescending)
    {
        _attribute = attribute;
        _column = $"{LevelTable.Of(attribute.Level).Alias}.\"{attribute.Column}\"";
        IsDescending = isDescending;
    }

    /// <summary>The greatest first, and of the same the last stored; rows without a value at the end.</summary>
    public bool IsDescending { get; }

    /// <summary>The level whose table has the column.</summary>
    internal QueryLevel Level => _attribute.Level;

    internal string Column => _column;

    /// <summary>True when an index has the order.</summary>
    internal bool HasIndex => _attribute.IsIndexed;

    /// <summary>
    /// Null when answers of this level cannot be ordered by the attribute. Of patients and studies there are so many that
    /// an index has to have the order; of series and instances one asks for those of a study.
    /// </summary>
    public static SearchOrder? By(Tag tag, QueryLevel level, bool isDescending) => Attributes(level).Contains(tag)
        && MatchableAttributes.Find(tag) is { } attribute
            ? new SearchOrder(attribute, isDescending)
            : null;

    /// <summary>What answers of this level can be ordered by.</summary>
    public static IEnumerable<Tag> Attributes(QueryLevel level) => MatchableAttributes.All
        .Where(attribute => attribute.Kind is not (MatchingKind.List or MatchingKind.Count or MatchingKind.Uid))
        .Where(attribute => attribute.Level <= level && (attribute.IsIndexed || attribute.Level >= QueryLevel.Series))
        .Select(attribute => attribute.Tag);

    /// <summary>What <c>ORDER BY</c> says, <paramref name="key"/> being the column of the level's keys.</summary>
    internal string Terms(string key) => IsDescending ? $"{_column} DESC, {key} DESC" : $"{_column}, {key}";

    /// <summary>
    /// The conditions for the rows behind a place, one after the other: an index leads to the first row of each. In one
    /// condition, descending, it would not, since rows without a value stand behind those with one.
    /// </summary>
    internal IReadOnlyList<string> Behind(SearchPosition place, string key, QueryParameters parameters)
    {
        var last = parameters.Add(place.Key);
        if (place.Value is null)
        {
            return IsDescending ? [$"{_column} IS NULL AND {key} < {last}"] : [$"({_column} IS NOT NULL OR {key} > {last})"];
        }

        var value = parameters.Add(ValueOf(place.Value));
        return IsDescending
            ? [$"({_column}, {key}) < ({value}, {last})", $"{_column} IS NULL"]
            : [$"({_column}, {key}) > ({value}, {last})"];
    }

    private object ValueOf(string text) =>
        _attribute.Kind == MatchingKind.Number && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : text;
}
