using System.Text;
using Pacs.Dicom.DataSets;
using Pacs.Index.Model;
using Pacs.Index.Searching;

namespace Pacs.Index.Sqlite;

/// <summary>
/// The statement that finds the keys of the rows that may match. The key that leaves fewest rows is looked up in its
/// index and leads to the level that was asked for; the others are conditions on what it finds. Without such a key the
/// level's rows are read in order, a page at a time.
/// </summary>
internal sealed record KeyQuery
{
    public required string Sql { get; init; }

    public required IReadOnlyList<object> Parameters { get; init; }

    /// <summary>
    /// True when the statement reads the table in order and takes two parameters more: the last key of the page before,
    /// and how many to read. False when it gives all keys at once, in no order.
    /// </summary>
    public required bool IsPaged { get; init; }

    public static KeyQuery Of(QueryLevel level, DataSet keys, long tenant, MatchingRules rules)
    {
        var narrowings = new Narrowings(tenant, rules);
        var found = keys
            .Select(key => narrowings.Of(key, keys))
            .OfType<Narrowing>()
            .Where(narrowing => narrowing.Level <= level)
            .ToList();
        var lead = found.Where(narrowing => narrowing.Lookup is not null).MinBy(narrowing => narrowing.Rows);
        var others = found.Where(narrowing => narrowing != lead).ToList();

        var parameters = new QueryParameters();
        var first = lead?.Level ?? level;
        var sql = new StringBuilder($"SELECT {Alias(level)}.\"Key\" FROM ").Append(Joins(first, level, others));
        sql.Append(" WHERE ");
        if (lead?.Lookup is { } lookup) sql.Append('(').Append(lookup(parameters)).Append(") AND ");
        sql.Append($"+{Alias(level)}.\"TenantKey\" = {parameters.Add(tenant)}");
        foreach (var other in others) sql.Append(" AND ").Append(other.Condition(parameters));

        if (lead is null)
        {
            var count = parameters.Values.Count;
            sql.Append($" AND {Alias(level)}.\"Key\" > @p{count} ORDER BY {Alias(level)}.\"Key\" LIMIT @p{count + 1}");
        }

        return new KeyQuery { Sql = sql.ToString(), Parameters = parameters.Values, IsPaged = lead is null };
    }

    /// <summary>
    /// From the leading level down to the one asked for, then up to those that only have conditions. CROSS JOIN: in
    /// this order.
    /// </summary>
    private static string Joins(QueryLevel first, QueryLevel level, IReadOnlyList<Narrowing> others)
    {
        var joins = new StringBuilder($"\"{LevelTable.Of(first).Name}\" {Alias(first)}");
        for (var below = first + 1; below <= level; below++)
        {
            var table = LevelTable.Of(below);
            joins.Append($" CROSS JOIN \"{table.Name}\" {table.Alias}");
            joins.Append($" ON {table.Alias}.\"{table.ParentKey}\" = {Alias(below - 1)}.\"Key\"");
        }

        var uppermost = others.Select(narrowing => narrowing.Level).Append(first).Min();
        for (var below = first; below > uppermost; below--)
        {
            var above = LevelTable.Of(below - 1);
            joins.Append($" CROSS JOIN \"{above.Name}\" {above.Alias}");
            joins.Append($" ON {above.Alias}.\"Key\" = {Alias(below)}.\"{LevelTable.Of(below).ParentKey}\"");
        }

        return joins.ToString();
    }

    private static string Alias(QueryLevel level) => LevelTable.Of(level).Alias;
}
