using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
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
    private static readonly QueryLevel[] Levels = Enum.GetValues<QueryLevel>();

    private readonly QueryLevel _level;
    private readonly QueryLevel _uppermost;
    private readonly OffsetShift? _shift;
    private readonly TagSet[] _wanted;
    private readonly MatchableAttribute[][] _computed;
    private readonly string[] _statements;
    private readonly (long Key, long ParentKey, DataSet Attributes)?[] _last = new (long, long, DataSet)?[4];

    /// <param name="level">The level that was asked for.</param>
    /// <param name="needed">The attributes that are matched or answered.</param>
    /// <param name="shift">Takes dates and times to where they are asked from; null leaves them.</param>
    public RowReader(QueryLevel level, IEnumerable<Tag> needed, OffsetShift? shift)
    {
        _shift = shift;
        var tags = needed.ToHashSet();
        _level = level;
        _uppermost = tags.Select(SearchRow.LevelOf).OfType<QueryLevel>().Append(level).Min();
        if (shift is not null && _uppermost > QueryLevel.Series) _uppermost = QueryLevel.Series; // it has the zone

        _wanted = [.. Levels.Select(at =>
            TagSet.Of([Tags.SpecificCharacterSet, .. tags.Where(tag => SearchRow.LevelOf(tag) == at)]))];
        _computed = [.. Levels.Select(at =>
            MatchableAttributes.Of(at).Where(a => a.ComputedVr != Vr.None && tags.Contains(a.Tag)).ToArray())];
        _statements = [.. Levels.Select(StatementOf)];
    }

    /// <summary>Null when the row is gone.</summary>
    public SearchRow? Read(long key, SqliteReader reader)
    {
        var row = new SearchRow();
        var studyKey = key;
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

        if (_shift is not null) Shift(row, _shift, _level == QueryLevel.Study ? OffsetOfStudy(studyKey, reader) : null);
        return row;
    }

    /// <summary>A study's times are in the zone of its series; the series says which that is.</summary>
    private void Shift(SearchRow row, OffsetShift shift, string? offset)
    {
        offset ??= row[QueryLevel.Series].GetString(Tags.TimezoneOffsetFromUTC);
        for (var level = _level; level >= _uppermost; level--) row[level] = shift.Apply(row[level], offset);
    }

    private static string? OffsetOfStudy(long studyKey, SqliteReader reader)
    {
        using var row = reader.Query(
            """SELECT "Attributes" FROM "Series" WHERE "StudyKey" = @p0 ORDER BY "Key" LIMIT 1""", studyKey);
        return row.Read()
            ? LevelAttributes.Decode(row.GetBytes(0)).GetString(Tags.TimezoneOffsetFromUTC)
            : null;
    }

    private (long Key, long ParentKey, DataSet Attributes)? Load(QueryLevel level, long key, SqliteReader reader)
    {
        using var row = reader.Query(_statements[(int)level], key);
        if (!row.Read()) return null;

        var encoded = row.GetBytes(1);
        var attributes = _shift is null // which takes a date and its time together, whichever was asked for
            ? WrittenDataSet.Read(encoded, _wanted[(int)level])
            : LevelAttributes.Decode(encoded);
        var computed = _computed[(int)level];
        for (var i = 0; i < computed.Length; i++)
        {
            attributes.Set(computed[i].Tag, computed[i].ComputedVr, ListColumn.Parse(row.GetString(i + 2)));
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
}
