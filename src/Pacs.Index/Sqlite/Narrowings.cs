using System.Text.Json;
using Pacs.Dicom.DataSets;
using Pacs.Index.Model;
using Pacs.Index.Searching;
using Pacs.Index.Writing;

namespace Pacs.Index.Sqlite;

/// <summary>
/// Turns a key that has a column into a condition, by its kind. A plus before a column keeps SQLite from using its
/// index, so that the plan is the one chosen in <see cref="KeyQuery"/>, whatever the statistics.
/// </summary>
/// <param name="tenant">Whose rows.</param>
/// <param name="rules">What was agreed on how to match.</param>
/// <param name="sample">Says which trigrams of a pattern are rare.</param>
internal sealed class Narrowings(long tenant, MatchingRules rules, TrigramSample? sample)
{
    /// <summary>Guesses for a large archive. Only their order matters.</summary>
    private const double RowsInAll = 1e6, RowsOfTrigrams = 2000, RowsOfADay = 500, RowsOfAName = 5, RowsOfAText = 3;

    /// <summary>Modalities somebody may tick; SQLite takes an expression of a thousand.</summary>
    private const int MaxAlternatives = 50;

    /// <summary>Above every character of a text that begins with a prefix.</summary>
    private const string Above = "\U0010FFFF";

    /// <summary>How a key narrows, or null when it has no column or its column cannot tell.</summary>
    public Narrowing? Of(DataElement key, DataSet keys)
    {
        if (key.IsEmpty || MatchableAttributes.Find(key.Tag) is not { } attribute) return null;

        var values = keys.GetStrings(key.Tag).Where(value => value.Length > 0).ToArray();
        if (values.Length == 0 || !values.All(CanNarrow) || AttributeMatcher.AsksForNothing(key, keys)) return null;

        return attribute.Kind switch
        {
            MatchingKind.Uid => OfList(attribute, values, values.Length),
            MatchingKind.Text when !values.Any(value => Wildcard.IsIn(value)) =>
                OfList(attribute, [.. values, ColumnValue.Unplain], RowsOfAText * values.Length),
            MatchingKind.Text when values is [var value] => OfPattern(attribute, new Wildcard(value)),
            MatchingKind.PersonName when rules.IsFuzzy => values is [var value] ? OfSound(attribute, value) : null,
            MatchingKind.PersonName when values is [var value] => OfName(attribute, new PersonNamePattern(value)),
            MatchingKind.Date when values is [var value] => OfDate(attribute, value),
            MatchingKind.Time when rules.Offset is not null => null, // the column has the time of another place
            MatchingKind.Time when values is [var value] => OfTime(attribute, value),
            MatchingKind.Number when values is [var value] => OfNumber(attribute, value),
            MatchingKind.List => OfMembers(attribute, values),
            _ => null,
        };
    }

    /// <summary>
    /// Stars alone match everything. A pattern longer than what columns hold, or with a NUL, at which GLOB would end,
    /// is left to the attributes.
    /// </summary>
    private static bool CanNarrow(string value) =>
        !new Wildcard(value).IsUniversal && (!Wildcard.IsIn(value) || ColumnValue.IsPlain(value));

    private static string Column(MatchableAttribute attribute) => Column(attribute, attribute.Column);

    private static string Column(MatchableAttribute attribute, string column) =>
        $"{LevelTable.Of(attribute.Level).Alias}.\"{column}\"";

    private static string AnyOf(IEnumerable<string> conditions) => $"({string.Join(" OR ", conditions)})";

    private static string IsUnplain(string column) => $"{column} = '{ColumnValue.Unplain}'";

    /// <summary>A list holds its values between backslashes.</summary>
    private static Narrowing? OfMembers(MatchableAttribute attribute, string[] values)
    {
        if (values.Length > MaxAlternatives || values.Any(value => Wildcard.IsIn(value))) return null;

        var column = Column(attribute);
        return Filter(attribute, p => AnyOf(values.Select(value => $"instr({column}, {p.Add($@"\{value}\")}) > 0")));
    }

    private static Narrowing? OfNumber(MatchableAttribute attribute, string value)
    {
        if (ColumnValue.NumberOf(value) is not { } number) return null;

        var column = Column(attribute);
        return Filter(attribute, p => AnyOf([$"{column} = {p.Add(number)}", $"{column} IS NULL"]));
    }

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
            attribute.IsIndexed ? new Lookup(p => $"{Tenant(attribute, p)} AND {Column(attribute)} {list(p)}") : null)
        {
            NamesOne = attribute.IsIdentity,
        };
    }

    private Narrowing? OfPattern(MatchableAttribute attribute, Wildcard pattern)
    {
        if (pattern.IsUniversal) return null;

        var column = Column(attribute);
        return new Narrowing(
            attribute.Level,
            RowsOf(pattern.Prefix, pattern.Literals, attribute),
            p => AnyOf([$"{column} GLOB {p.Add(pattern.Glob)}", IsUnplain("+" + column)]),
            LookupOf(attribute, pattern.Prefix, pattern.Literals, p => $"""
                {Tenant(attribute, p)} AND {Prefix(column, pattern.Prefix, p)}
                OR {Tenant(attribute, p)} AND {IsUnplain(column)}
                """));
    }

    private Narrowing? OfName(MatchableAttribute attribute, PersonNamePattern name)
    {
        if (name.IsUniversal) return null;

        var columns = attribute.NameColumns.Select(column => Column(attribute, column)).ToArray();
        if (name.Groups is not [var any])
        {
            // Several groups: each its own column, and a name that no column holds.
            var groups = name.Groups.Zip(columns).Where(group => !group.First.IsUniversal).ToArray();
            return Filter(attribute, p => AnyOf(
            [
                string.Join(" AND ", groups.Select(group => GroupCondition(group.Second, group.First, p))),
                IsUnplain("+" + columns[0]),
            ])) with
            {
                Lookup = LookupOf(attribute, "", [.. name.Groups.SelectMany(LiteralsOf)], null),
                Rows = RowsOfTrigrams,
            };
        }

        var prefix = any.Prefix.TrimEnd('^');
        var literals = LiteralsOf(any);
        return new Narrowing(
            attribute.Level,
            Wildcard.IsIn(any.Text) ? RowsOf(prefix, literals, attribute) : RowsOfAName,
            p => AnyOf([.. columns.Select(column => GroupCondition(column, any, p)), IsUnplain("+" + columns[0])]),
            LookupOf(attribute, prefix, literals, p => string.Join(" OR ", columns
                .Select(column => Wildcard.IsIn(any.Text) ? Prefix(column, prefix, p) : $"{column} = {p.Add(any.Text)}")
                .Append(IsUnplain(columns[0]))
                .Select(condition => $"{Tenant(attribute, p)} AND {condition}"))));
    }

    /// <summary>A name that sounds like the key, or is written like it, has the first letters of its words.</summary>
    private static Narrowing? OfSound(MatchableAttribute attribute, string name)
    {
        var initials = new PhoneticName(name).Initials.ToArray();
        if (initials.Length is 0 or > MaxAlternatives) return null;

        var columns = attribute.NameColumns.Select(column => Column(attribute, column)).ToArray();
        return Filter(attribute, p => AnyOf(
        [
            string.Join(" AND ", initials.Select(initial => AnyOf(Containing(initial.ToString(), p)))),
            IsUnplain("+" + columns[0]),
        ]));

        IEnumerable<string> Containing(string initial, QueryParameters p) =>
            columns.Select(column => $"instr(coalesce({column}, ''), {p.Add(initial)}) > 0");
    }

    /// <summary>Carets at the end of a stretch may stand for components that the name leaves out.</summary>
    private static string[] LiteralsOf(Wildcard group) => [.. group.Literals.Select(literal => literal.TrimEnd('^'))];

    /// <summary>
    /// Columns hold names without trailing carets; the pattern may want some, <see cref="PersonNamePattern"/> says
    /// which.
    /// </summary>
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

        if (rules.Offset is not null) range = Wider(range);
        var days = Math.Max(1, ((double)range.Last - range.First) / TimeSpan.TicksPerDay);
        return OfRange(
            attribute,
            range.First == long.MinValue ? null : Interval.DateText(range.First),
            range.Last == long.MaxValue ? null : Interval.DateText(range.Last),
            Math.Min(RowsInAll, days * RowsOfADay));
    }

    /// <summary>No place on earth is more than 26 hours ahead of another.</summary>
    private static Interval Wider(Interval range)
    {
        const long twoDays = 2 * TimeSpan.TicksPerDay;
        return new Interval(
            range.First == long.MinValue ? long.MinValue : Math.Max(range.First - twoDays, 0),
            range.Last == long.MaxValue ? long.MaxValue : Math.Min(range.Last + twoDays, Interval.LastMoment));
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
            p => AnyOf([within(p, "+" + column), IsUnplain("+" + column)]),
            attribute.IsIndexed
                ? new Lookup(p => $"""
                    {Tenant(attribute, p)} AND {within(p, column)}
                    OR {Tenant(attribute, p)} AND {IsUnplain(column)}
                    """)
                : null);
    }

    /// <summary>A prefix that tells more than trigrams, the trigrams, another prefix: the first of these that there is.</summary>
    private Lookup? LookupOf(
        MatchableAttribute attribute,
        string prefix,
        IReadOnlyCollection<string> literals,
        Func<QueryParameters, string>? byPrefix)
    {
        var ofPrefix = attribute.IsIndexed && byPrefix is not null && prefix.Length > 0 ? new Lookup(byPrefix) : null;
        if (TellsMost(prefix, literals) && ofPrefix is not null) return ofPrefix;

        if (attribute.HasTrigrams && TrigramTables.CoveringOf(literals) is { Count: > 0 } covering)
        {
            var match = TrigramTables.Match(attribute.Column, sample?.RarestOf(attribute, literals, covering) ?? covering);
            var table = LevelTable.Of(attribute.Level);
            var trigrams = TrigramTables.NameOf(table);
            return new Lookup(
                p => $"""
                    "{trigrams}" MATCH {p.Add(match)} AND {table.Alias}."Key" = "{trigrams}".rowid
                    """,
                $"\"{trigrams}\" CROSS JOIN ");
        }

        return ofPrefix;
    }

    private static string Prefix(string column, string prefix, QueryParameters p) =>
        $"{column} >= {p.Add(prefix)} AND {column} < {p.Add(prefix + Above)}";

    /// <summary>
    /// The longest stretch of a pattern tells most. Of <c>GARC?A^MAR*</c>, for a name that the client could not write, that is
    /// not how it begins: so do thousands.
    /// </summary>
    private static bool TellsMost(string prefix, IReadOnlyCollection<string> literals) =>
        prefix.Length >= TrigramTables.Length && literals.All(literal => literal.Length <= prefix.Length);

    private static double RowsOf(string prefix, IReadOnlyCollection<string> literals, MatchableAttribute attribute) =>
        !TellsMost(prefix, literals) && attribute.HasTrigrams && TrigramTables.CoveringOf(literals).Count > 0
            ? RowsOfTrigrams
            : RowsInAll / Math.Pow(6, prefix.Length);

    private string Tenant(MatchableAttribute attribute, QueryParameters p) =>
        $"{LevelTable.Of(attribute.Level).Alias}.\"TenantKey\" = {p.Add(tenant)}";
}
