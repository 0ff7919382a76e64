using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Index.Model;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index.Searching;

/// <summary>
/// Reads what is held of a row and of those above it, only the levels that a search needs. The last row of each level
/// is remembered: thousands of images have one series.
/// </summary>
internal sealed class RowReader
{
    private readonly QueryLevel _level;
    private readonly QueryLevel _uppermost;
    private readonly MatchableAttribute[][] _computed;
    private readonly string[] _statements;
    private readonly (long Key, long ParentKey, DataSet Attributes)?[] _last = new (long, long, DataSet)?[4];

    /// <param name="level">The level that was asked for.</param>
    /// <param name="needed">The attributes that are matched or answered.</param>
    public RowReader(QueryLevel level, IEnumerable<Tag> needed)
    {
        var tags = needed.ToHashSet();
        _level = level;
        _uppermost = tags.Select(SearchRow.LevelOf).OfType<QueryLevel>().Append(level).Min();
        _computed = [.. Enum.GetValues<QueryLevel>().Select(at =>
            MatchableAttributes.Of(at).Where(a => a.ComputedVr != Vr.None && tags.Contains(a.Tag)).ToArray())];
        _statements = [.. Enum.GetValues<QueryLevel>().Select(StatementOf)];
    }

    /// <summary>Null when the row is gone.</summary>
    public SearchRow? Read(long key, SqliteReader reader)
    {
        var row = new SearchRow();
        for (var level = _level; level >= _uppermost; level--)
        {
            if (_last[(int)level] is not { } last || last.Key != key)
            {
                if (Load(level, key, reader) is not { } loaded) return null;
                _last[(int)level] = last = loaded;
            }

            row[level] = last.Attributes;
            key = last.ParentKey;
        }

        return row;
    }

    private (long Key, long ParentKey, DataSet Attributes)? Load(QueryLevel level, long key, SqliteReader reader)
    {
        using var row = reader.Query(_statements[(int)level], key);
        if (!row.Read()) return null;

        var attributes = LevelAttributes.Decode(row.GetFieldValue<byte[]>(1));
        var computed = _computed[(int)level];
        for (var i = 0; i < computed.Length; i++)
        {
            attributes.Set(computed[i].Tag, computed[i].ComputedVr, ValuesOf(row.GetValue(i + 2)));
        }

        return (key, row.GetInt64(0), attributes);
    }

    private string StatementOf(QueryLevel level)
    {
        var table = LevelTable.Of(level);
        var parent = table.ParentKey.Length == 0 ? "0" : $"\"{table.ParentKey}\"";
        var computed = string.Concat(_computed[(int)level].Select(attribute => $", \"{attribute.Column}\""));
        return $"SELECT {parent}, \"Attributes\"{computed} FROM \"{table.Name}\" WHERE \"Key\" = @p0";
    }

    private static string[] ValuesOf(object value) => value is long number
        ? [number.ToString(CultureInfo.InvariantCulture)]
        : ListColumn.Parse((string)value);
}
