using System.Text;
using Pacs.Dicom.DataSets;
using Pacs.Index.Model;
using Pacs.Index.Searching;

namespace Pacs.Index.Sqlite;

/// <summary>
/// The statement that finds the keys of the rows that may match. The key that leaves fewest rows is looked up in its
/// index and leads to the level that was asked for; the others are conditions on what it finds. Without such a key the
/// level's rows, or those of the level that gives the order, are read in order, a page at a time.
/// </summary>
internal sealed record KeyQuery
{
    private readonly QueryLevel _level;
    private readonly SearchOrder? _order;

    private KeyQuery(QueryLevel level, SearchOrder? order)
    {
        _level = level;
        _order = order;
    }

    /// <summary>Gives all keys, in no order.</summary>
    public required string Sql { get; init; }

    public required IReadOnlyList<object> Parameters { get; init; }

    /// <summary>True when rows are read in order, a page at a time; false when there is a key that leads to few.</summary>
    public required bool IsPaged { get; init; }

    /// <summary>True when it leaves out nothing of the tenant's.</summary>
    public required bool IsOfAll { get; init; }

    /// <param name="level">The level whose keys are found.</param>
    /// <param name="keys">The keys that columns may narrow by.</param>
    /// <param name="tenant">Whose rows.</param>
    /// <param name="rules">What was agreed on how to match.</param>
    /// <param name="order">How rows are ordered; null for the order in which they came.</param>
    /// <param name="promoted">What promoted attributes say of the level's rows.</param>
    public static KeyQuery Of(
        QueryLevel level,
        DataSet keys,
        long tenant,
        MatchingRules rules,
        SearchOrder? order = null,
        IEnumerable<Narrowing>? promoted = null)
    {
        var narrowings = new Narrowings(tenant, rules);
        var found = keys
            .Select(key => narrowings.Of(key, keys))
            .OfType<Narrowing>()
            .Where(narrowing => narrowing.Level <= level)
            .Concat(promoted ?? [])
            .ToList();
        var lead = found.Where(narrowing => narrowing.Lookup is not null).MinBy(narrowing => narrowing.Rows);
        var others = found.Where(narrowing => narrowing != lead).ToList();

        var parameters = new QueryParameters();
        var first = lead?.Level ?? order?.Level ?? level;
        var uppermost = others.Select(narrowing => narrowing.Level).Append(first).Append(order?.Level ?? first).Min();
        var sql = new StringBuilder($"SELECT {Key(level)}");
        if (order is not null) sql.Append(", ").Append(order.Column);
        sql.Append(" FROM ").Append(Joins(first, level, uppermost)).Append(" WHERE ");
        if (lead?.Lookup is { } lookup) sql.Append('(').Append(lookup(parameters)).Append(") AND ");
        sql.Append($"+{Alias(level)}.\"TenantKey\" = {parameters.Add(tenant)}");
        if (lead is null && order is not null) sql.Append($" AND {Alias(first)}.\"TenantKey\" = {parameters.Add(tenant)}"); // its index
        foreach (var other in others) sql.Append(" AND ").Append(other.Condition(parameters));

        return new KeyQuery(level, order)
        {
            Sql = sql.ToString(),
            Parameters = parameters.Values,
            IsPaged = lead is null,
            IsOfAll = found.Count == 0,
        };
    }

    /// <summary>
    /// The statement for rows behind a place, or from the beginning: as many as are asked for in order when it
    /// <see cref="IsPaged"/>, else all.
    /// </summary>
    public (string Sql, object[] Parameters) After(SearchPosition? place, int count)
    {
        var parameters = new QueryParameters(Parameters);
        var sql = new StringBuilder(Sql);
        if (place is { } last)
        {
            var condition = _order?.After(last, Key(_level), parameters) ?? $"{Key(_level)} > {parameters.Add(last.Key)}";
            sql.Append(" AND ").Append(condition);
        }

        if (_order is not null) sql.Append(" ORDER BY ").Append(_order.Terms(Key(_level)));
        else if (IsPaged) sql.Append(" ORDER BY ").Append(Key(_level));

        if (IsPaged) sql.Append(" LIMIT ").Append(parameters.Add((long)count));
        return (sql.ToString(), [.. parameters.Values]);
    }

    /// <summary>
    /// From the leading level down to the one asked for, then up to those that only have conditions or give the order.
    /// CROSS JOIN: in this order.
    /// </summary>
    private static string Joins(QueryLevel first, QueryLevel level, QueryLevel uppermost)
    {
        var joins = new StringBuilder($"\"{LevelTable.Of(first).Name}\" {Alias(first)}");
        for (var below = first + 1; below <= level; below++)
        {
            var table = LevelTable.Of(below);
            joins.Append($" CROSS JOIN \"{table.Name}\" {table.Alias}");
            joins.Append($" ON {table.Alias}.\"{table.ParentKey}\" = {Alias(below - 1)}.\"Key\"");
        }

        for (var below = first; below > uppermost; below--)
        {
            var above = LevelTable.Of(below - 1);
            joins.Append($" CROSS JOIN \"{above.Name}\" {above.Alias}");
            joins.Append($" ON {above.Alias}.\"Key\" = {Alias(below)}.\"{LevelTable.Of(below).ParentKey}\"");
        }

        return joins.ToString();
    }

    private static string Key(QueryLevel level) => $"{Alias(level)}.\"Key\"";

    private static string Alias(QueryLevel level) => LevelTable.Of(level).Alias;
}
