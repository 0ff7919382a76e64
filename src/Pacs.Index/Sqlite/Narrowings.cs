using System.Text.Json;
using Pacs.Dicom.DataSets;
using Pacs.Index.Model;
using Pacs.Index.Searching;
using Pacs.Index.Writing;

namespace Pacs.Index.Sqlite;

/// <summary>
/// Turns a key that has a column into a condition, by its kind. A plus before a column keeps SQLite from using its index, so
/// that the plan is the one chosen in <see cref="KeyQuery"/>, whatever the statistics.
/// </summary>
internal sealed class Narrowings(long tenant)
{
    /// <summary>Guesses for a large archive. Only their order matters.</summary>
    private const double RowsInAll = 1e6, RowsOfADay = 500, RowsOfAName = 5, RowsOfATrigramPattern = 2000, RowsOfAText = 3;

    /// <summary>Above every character of a text that begins with a prefix.</summary>
    private const string Above = "\U0010FFFF";

    /// <summary>How a key narrows, or null when it has no column or its column cannot tell.</summary>
    public Narrowing? Of(DataElement key, DataSet keys)
    {
        if (key.IsEmpty || MatchableAttributes.Find(key.Tag) is not { } attribute) return null;

        var values = keys.GetStrings(key.Tag).Where(value => value.Length > 0).ToArray();
        if (values.Length == 0 || values.Any(value => !CanNarrow(value))) return null;

        return attribute.Kind switch
        {
            MatchingKind.Uid => OfList(attribute, values, values.Length),
            MatchingKind.Text when !values.Any(value => Wildcard.IsIn(value)) =>
                OfList(attribute, [.. values, ColumnValue.Unplain], RowsOfAText * values.Length),
            MatchingKind.Text when values is [var value] => OfPattern(attribute, new Wildcard(value)),
            MatchingKind.PersonName when values is [var value] => OfName(attribute, new PersonNamePattern(value)),
            MatchingKind.Date when values is [var value] => OfDate(attribute, value),
            MatchingKind.Time when values is [var value] => OfTime(attribute, value),
            MatchingKind.Number when values is [var value] && long.TryParse(value, out var number) => Filter(attribute, p =>
                $"({Column(attribute)} = {p.Add(number)} OR {Column(attribute)} IS NULL)"),
            MatchingKind.List when !values.Any(value => Wildcard.IsIn(value)) => Filter(attribute, p =>
                $"({string.Join(" OR ", values.Select(value => $"instr({Column(attribute)}, {p.Add($@"\{value}\")}) > 0"))})"),
            _ => null,
        };
    }

    /// <summary>Stars alone match everything; a pattern longer than what columns hold is left to the attributes.</summary>
    private static bool CanNarrow(string value) =>
        !new Wildcard(value).IsUniversal && (value.Length <= ColumnValue.MaxLength || !Wildcard.IsIn(value));

    private static string Column(MatchableAttribute attribute) => Column(attribute, attribute.Column);

    private static string Column(MatchableAttribute attribute, string column) =>
        $"{LevelTable.Of(attribute.Level).Alias}.\"{column}\"";

    private static Narrowing Filter(MatchableAttribute attribute, Func<QueryParameters, string> condition) =>
        new(attribute.Level, RowsInAll, condition, null);

    /// <summary>A list goes as one parameter, so that a thousand UIDs are the same statement as two.</summary>
    private Narrowing OfList(MatchableAttribute attribute, string[] values, double rows)
    {
        var list = (QueryParameters p) => values is [var only]
            ? $"= {p.Add(only)}"
            : $"IN (SELECT value FROM json_each({p.Add(JsonSerializer.Serialize(values))}))";
        return new Narrowing(
            attribute.Level,
            rows,
            p => $"+{Column(attribute)} {list(p)}",
            attribute.IsIndexed ? p => $"{Tenant(attribute, p)} AND {Column(attribute)} {list(p)}" : null);
    }

    private Narrowing? OfPattern(MatchableAttribute attribute, Wildcard pattern)
    {
        if (pattern.IsUniversal) return null;

        var column = Column(attribute);
        return new Narrowing(
            attribute.Level,
            RowsOf(pattern.Prefix, pattern, attribute),
            p => $"({column} GLOB {p.Add(pattern.Glob)} OR +{column} = '{ColumnValue.Unplain}')",
            LookupOf(attribute, pattern.Prefix, pattern.Literals, p => $"""
                {Tenant(attribute, p)} AND {Prefix(column, pattern.Prefix, p)}
                OR {Tenant(attribute, p)} AND {column} = '{ColumnValue.Unplain}'
                """));
    }

    private Narrowing? OfName(MatchableAttribute attribute, PersonNamePattern name)
    {
        if (name.IsUniversal) return null;

        var columns = attribute.NameColumns.Select(column => Column(attribute, column)).ToArray();
        if (name.Groups is not [var any])
        {
            // Several groups: each its own column, and a name that no column holds.
            return Filter(attribute, p =>
                $"({string.Join(" AND ", name.Groups.Zip(columns).Where(g => !g.First.IsUniversal).Select(g => GroupCondition(g.Second, g.First, p)))}" +
                $" OR +{columns[0]} = '{ColumnValue.Unplain}')") with
            {
                Lookup = LookupOf(attribute, "", name.Groups.SelectMany(LiteralsOf), null),
                Rows = RowsOfATrigramPattern,
            };
        }

        var prefix = any.Prefix.TrimEnd('^');
        return new Narrowing(
            attribute.Level,
            Wildcard.IsIn(any.Text) ? RowsOf(prefix, any, attribute) : RowsOfAName,
            p => $"({string.Join(" OR ", columns.Select(column => GroupCondition(column, any, p)))} OR +{columns[0]} = '{ColumnValue.Unplain}')",
            LookupOf(attribute, prefix, LiteralsOf(any), p => string.Join(" OR ", columns
                .Select(column => Wildcard.IsIn(any.Text) ? Prefix(column, prefix, p) : $"{column} = {p.Add(any.Text)}")
                .Append($"{columns[0]} = '{ColumnValue.Unplain}'")
                .Select(condition => $"{Tenant(attribute, p)} AND {condition}"))));
    }

    /// <summary>Carets at the end of a stretch may stand for components that the name leaves out.</summary>
    private static IEnumerable<string> LiteralsOf(Wildcard group) => group.Literals.Select(literal => literal.TrimEnd('^'));

    /// <summary>Columns hold names without trailing carets; the pattern may want some, <see cref="PersonNamePattern"/> says which.</summary>
    private static string GroupCondition(string column, Wildcard group, QueryParameters p)
    {
        if (!Wildcard.IsIn(group.Text)) return $"+{column} = {p.Add(group.Text)}";

        var carets = new string('^', group.Text.AsSpan().Count('^'));
        return carets.Length == 0
            ? $"+{column} GLOB {p.Add(group.Glob)}"
            : $"({column} || '{carets}') GLOB {p.Add(group.Glob + "*")}";
    }

    private Narrowing? OfDate(MatchableAttribute attribute, string value)
    {
        if (Interval.ParseRange(value, Vr.DA) is not { } range) return null;

        var days = Math.Max(1, ((double)range.Last - range.First) / TimeSpan.TicksPerDay);
        return OfRange(
            attribute,
            range.First == long.MinValue ? null : Interval.DateText(range.First),
            range.Last == long.MaxValue ? null : Interval.DateText(range.Last),
            Math.Min(RowsInAll, days * RowsOfADay));
    }

    private Narrowing? OfTime(MatchableAttribute attribute, string value) =>
        Interval.ParseRange(value, Vr.TM) is { } range
            ? OfRange(
                attribute,
                range.First == long.MinValue ? null : Interval.TimeText(range.First),
                range.Last == long.MaxValue ? null : Interval.TimeText(range.Last),
                RowsInAll)
            : null;

    private Narrowing OfRange(MatchableAttribute attribute, string? from, string? to, double rows)
    {
        var column = Column(attribute);
        var within = (QueryParameters p, string name) => (from, to) switch
        {
            (not null, not null) => $"{name} BETWEEN {p.Add(from)} AND {p.Add(to)}",
            (not null, null) => $"{name} >= {p.Add(from)}",
            _ => $"{name} <= {p.Add(to ?? Above)}",
        };
        return new Narrowing(
            attribute.Level,
            rows,
            p => $"({within(p, "+" + column)} OR +{column} = '{ColumnValue.Unplain}')",
            attribute.IsIndexed
                ? p => $"""
                    {Tenant(attribute, p)} AND {within(p, column)}
                    OR {Tenant(attribute, p)} AND {column} = '{ColumnValue.Unplain}'
                    """
                : null);
    }

    /// <summary>A prefix of three characters or more, the trigrams, a shorter prefix: the first of these that there is.</summary>
    private static Func<QueryParameters, string>? LookupOf(
        MatchableAttribute attribute, string prefix, IEnumerable<string> literals, Func<QueryParameters, string>? byPrefix)
    {
        var canPrefix = attribute.IsIndexed && byPrefix is not null && prefix.Length > 0;
        if (canPrefix && prefix.Length >= TrigramTables.Length) return byPrefix;

        if (attribute.TextColumn is { } text && TrigramTables.Match(text, literals) is { } match)
        {
            var table = LevelTable.Of(attribute.Level);
            var trigrams = TrigramTables.NameOf(table);
            return p => $"{table.Alias}.\"Key\" IN (SELECT rowid FROM \"{trigrams}\" WHERE \"{trigrams}\" MATCH {p.Add(match)})";
        }

        return canPrefix ? byPrefix : null;
    }

    private static string Prefix(string column, string prefix, QueryParameters p) =>
        $"{column} >= {p.Add(prefix)} AND {column} < {p.Add(prefix + Above)}";

    private static double RowsOf(string prefix, Wildcard pattern, MatchableAttribute attribute) => prefix.Length switch
    {
        >= TrigramTables.Length => RowsInAll / Math.Pow(6, prefix.Length),
        _ when attribute.TextColumn is not null && TrigramTables.Match("", pattern.Literals) is not null => RowsOfATrigramPattern,
        _ => RowsInAll / Math.Pow(6, prefix.Length),
    };

    private string Tenant(MatchableAttribute attribute, QueryParameters p) =>
        $"{LevelTable.Of(attribute.Level).Alias}.\"TenantKey\" = {p.Add(tenant)}";
}
