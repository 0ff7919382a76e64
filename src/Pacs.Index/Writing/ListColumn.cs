namespace Pacs.Index.Writing;

/// <summary>
/// Distinct values in order, in one column with a backslash before, between and after: <c>\CT\SR\</c>.
/// </summary>
internal sealed class ListColumn
{
    private readonly SortedSet<string> _values = new(StringComparer.Ordinal);

    public ListColumn(string text) => _values.UnionWith(Parse(text));

    public ListColumn(IEnumerable<string> values) => _values.UnionWith(values);

    /// <summary>The values of a column's text.</summary>
    public static string[] Parse(string text) => text.Split('\\', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>True when the value was not there.</summary>
    public bool Add(string value) => _values.Add(value);

    public override string ToString() => _values.Count == 0 ? "" : $@"\{string.Join('\\', _values)}\";
}
