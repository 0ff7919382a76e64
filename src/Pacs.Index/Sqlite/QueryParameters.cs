using System.Globalization;

namespace Pacs.Index.Sqlite;

/// <summary>The values of a statement, named <c>@p0</c>, <c>@p1</c> and on as they are added.</summary>
internal sealed class QueryParameters
{
    private readonly List<object> _values;

    /// <param name="values">What a statement that goes on has already.</param>
    public QueryParameters(params ReadOnlySpan<object> values) => _values = [.. values];

    public IReadOnlyList<object> Values => _values;

    public string Add(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"@p{_values.Count - 1}");
    }
}
