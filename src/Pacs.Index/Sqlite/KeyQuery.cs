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
    private readonly string _from;
    private readonly string _reach;
    private readonly string _filter;

    private KeyQuery(QueryLevel level, SearchOrder? order, Narrowing? lead, IReadOnlyCollection<Narrowing> others, long tenant)
    {
        _level = level;
        _order = order;
        var parameters = new QueryParameters(tenant);
        var first = lead?.Level ?? order?.Level ?? level;
        var uppermost = others.Select(narrowing => narrowing.Level).Append(first).Append(order?.Level ?? first).Min();
        _from = lead?.Lookup?.Through + Joins(first, level, uppermost);
        _reach = lead?.Lookup is { } lookup ? $"({lookup.Condition(parameters)})"
            : order is null ? "TRUE" : $"{Alias(first)}.\"TenantKey\" = @p0"; // its index
        _filter = string.Join(
            " AND ",
            others.Select(other => other.Condition(parameters)).Prepend($"+{Alias(level)}.\"TenantKey\" = @p0"));
        Parameters = parameters.Values;
        IsPaged = lead is null;
    }

    /// <summary>Gives all keys, in no order.</summary>
    public string Sql => $"SELECT {Columns} FROM {_from} WHERE {_reach} AND {_filter}";

    /// <summary>Of <see cref="Sql"/>, the tenant first.</summary>
    public IReadOnlyList<object> Parameters { get; }

    /// <summary>True when rows are read in order, a page at a time; false when there is a key that leads to few.</summary>
    public bool IsPaged { get; }

    /// <summary>True when rows have a place by a column, too, not by their keys alone.</summary>
    public bool IsOrdered => _order is not null;

    /// <summary>True when it leaves out nothing of the tenant's.</summary>
    public bool IsOfAll { get; private init; }

    /// <summary>
    /// The same rows read in order, for when the key leads to many after all; null when it cannot, or no index has the order.
    /// </summary>
    public KeyQuery? InOrder { get; private init; }

    private string Terms => _order?.Terms(Key(_level)) ?? Key(_level);

    private string Columns => _order is null ? Key(_level) : $"{Key(_level)}, {_order.Column}";

    /// <param name="level">The level whose keys are found.</param>
    /// <param name="keys">The keys that columns may narrow by.</param>
    /// <param name="tenant">Whose rows.</param>
    /// <param name="rules">What was agreed on how to match.</param>
    /// <param name="order">How rows are ordered; null for the order in which they came.</param>
    /// <param name="promoted">What promoted attributes say of the level's rows.</param>
    /// <param name="sample">Says which trigrams are rare; null when no text is looked for.</param>
    public static KeyQuery Of(
        QueryLevel level,
        DataSet keys,
        long tenant,
        MatchingRules rules,
        SearchOrder? order = null,
        IEnumerable<Narrowing>? promoted = null,
        TrigramSample? sample = null)
    {
        var narrowings = new Narrowings(tenant, rules, sample);
        var found = keys
            .Select(key => narrowings.Of(key, keys))
            .OfType<Narrowing>()
            .Where(narrowing => narrowing.Level <= level)
            .Concat(promoted ?? [])
            .ToList();
        var lead = found.Where(narrowing => narrowing.Lookup is not null).MinBy(narrowing => narrowing.Rows);
        var others = found.Where(narrowing => narrowing != lead).ToList();
        var mayLeadToMany = lead is { NamesOne: false } && order is null or { HasIndex: true };
        return new KeyQuery(level, order, lead, others, tenant)
        {
            IsOfAll = found.Count == 0,
            InOrder = mayLeadToMany ? new KeyQuery(level, order, null, found, tenant) : null,
        };
    }

    /// <summary>
    /// The statement for rows behind a place, or from the beginning: as many as are asked for in order when it
    /// <see cref="IsPaged"/>, else all.
    /// </summary>
    public (string Sql, object[] Parameters) After(SearchPosition? place, int count)
    {
        var parameters = new QueryParameters([.. Parameters]);
        var behind = Behind(place, parameters);
        var sql = IsPaged
            ? OnePage(behind.Select(condition => $"{Sql} AND {condition}"), count, parameters)
            : $"{Sql} AND ({string.Join(" OR ", behind)}){(_order is null ? "" : $" ORDER BY {Terms}")}";
        return (sql, [.. parameters.Values]);
    }

    /// <summary>
    /// The statement that looks at rows behind a place, one after the other and only so many, in order when it
    /// <see cref="IsPaged"/>: besides key and order, 1 where a row may match.
    /// </summary>
    public (string Sql, object[] Parameters) Look(SearchPosition? place, int most)
    {
        var parameters = new QueryParameters([.. Parameters]);
        var behind = Behind(place, parameters);
        var columns = $"SELECT {Key(_level)}, {_order?.Column ?? "NULL"}";
        var source = $"FROM {_from} WHERE {_reach}";
        if (IsPaged)
        {
            var looks = behind.Select(condition => $"{columns}, {_filter} {source} AND {condition}");
            return (OnePage(looks, most, parameters), [.. parameters.Values]);
        }

        // Materialized: else SQLite orders all rows before it counts them.
        var look = $"{columns}, {_filter} AND ({string.Join(" OR ", behind)}) {source} LIMIT {Limit(most, parameters)}";
        var sql = _order is null ? look
            : $"WITH looked AS MATERIALIZED ({look}) SELECT * FROM looked ORDER BY {(_order.IsDescending ? "2 DESC, 1 DESC" : "2, 1")}";
        return (sql, [.. parameters.Values]);
    }

    /// <summary>A sum, as <see cref="SqliteReader.Query"/> wants it.</summary>
    private static string Limit(int count, QueryParameters parameters) => $"0 + {parameters.Add((long)count)}";

    /// <summary>The rows of statements one after the other, each in order.</summary>
    private string OnePage(IEnumerable<string> statements, int count, QueryParameters parameters)
    {
        var limit = Limit(count, parameters);
        string[] ordered = [.. statements.Select(statement => $"{statement} ORDER BY {Terms} LIMIT {limit}")];
        return ordered is [var only] ? only
            : $"{string.Join(" UNION ALL ", ordered.Select(statement => $"SELECT * FROM ({statement})"))} LIMIT {limit}";
    }

    private IReadOnlyList<string> Behind(SearchPosition? place, QueryParameters parameters) => place is not { } last ? ["TRUE"]
        : _order?.Behind(last, Key(_level), parameters) ?? [$"{Key(_level)} > {parameters.Add(last.Key)}"];

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
