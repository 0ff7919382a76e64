using Microsoft.Data.Sqlite;

namespace Pacs.Dumping;

/// <summary>
/// All that an index says, table by table, the text search too, without the keys that SQLite gave its rows: two indexes of
/// the same archive have the same dump.
/// </summary>
internal static class IndexDump
{
    private static readonly (string Name, string From, string[] Keys)[] Tables =
    [
        ("Tenant", "Tenant t", []),
        ("Patient", "Patient t", []),
        ("Study", "Study t JOIN Patient p ON p.Key = t.PatientKey", ["p.PatientId", "p.Issuer", "p.LoneStudyUid"]),
        ("Series", "Series t JOIN Study st ON st.Key = t.StudyKey", ["st.StudyInstanceUid"]),
        ("Instance", "Instance t JOIN Series se ON se.Key = t.SeriesKey JOIN Study st ON st.Key = se.StudyKey", ["st.StudyInstanceUid", "se.SeriesInstanceUid"]),
        ("InstanceVersion", "InstanceVersion t", []),
        ("PatientConflict", "PatientConflict t JOIN Study st ON st.Key = t.StudyKey", ["st.StudyInstanceUid"]),
        ("DeadBody", "DeadBody t", []),

        // Of a segment that has gone only the number is remembered, which a new index need not know.
        ("LogPosition", $"LogPosition t WHERE t.AppliedTo <> {long.MaxValue}", []),
    ];

    /// <summary>Each with what tells a row of its level from others.</summary>
    private static readonly (string Level, string Rows, string Keys)[] Texts =
    [
        ("Patient", "LEFT JOIN Patient t ON t.Key = v.doc", "t.PatientId || '|' || t.Issuer || '|' || t.LoneStudyUid"),
        ("Study", "LEFT JOIN Study t ON t.Key = v.doc", "t.StudyInstanceUid"),
        ("Series", "LEFT JOIN Series t ON t.Key = v.doc LEFT JOIN Study st ON st.Key = t.StudyKey", "st.StudyInstanceUid || '|' || t.SeriesInstanceUid"),
    ];

    public static async Task<IReadOnlyList<string>> ReadAsync(string path)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        var lines = new List<string>();
        foreach (var (name, from, keys) in Tables)
        {
            var columns = await ColumnsAsync(connection, name);
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT {string.Join(", ", columns.Select(column => $"t.\"{column}\"").Concat(keys))} FROM {from}";
            await using var row = await command.ExecuteReaderAsync();
            var first = lines.Count;
            while (await row.ReadAsync())
            {
                lines.Add($"{name}: {string.Join(" | ", Enumerable.Range(0, row.FieldCount).Select(i => TextOf(row.GetValue(i))))}");
            }

            lines.Sort(first, lines.Count - first, StringComparer.Ordinal);
        }

        foreach (var (level, rows, keys) in Texts)
        {
            var first = lines.Count;
            lines.AddRange(await TrigramsAsync(connection, level, rows, keys));
            lines.Sort(first, lines.Count - first, StringComparer.Ordinal);
        }

        return lines;
    }

    private static async Task<List<string>> TrigramsAsync(SqliteConnection connection, string level, string rows, string keys)
    {
        var lines = new List<string>();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM sqlite_schema WHERE name = '{level}Text'";
        if (await command.ExecuteScalarAsync() is not 1L) return lines;

        command.CommandText = $"CREATE VIRTUAL TABLE temp.\"{level}Terms\" USING fts5vocab('main', '{level}Text', 'instance')";
        await command.ExecuteNonQueryAsync();
        command.CommandText = $"SELECT {keys}, v.col, v.term FROM temp.\"{level}Terms\" v {rows}";
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync()) lines.Add($"{level}Text: {row.GetValue(0)} | {row.GetValue(1)} | {row.GetValue(2)}");
        return lines;
    }

    private static async Task<List<string>> ColumnsAsync(SqliteConnection connection, string table)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name FROM pragma_table_info('{table}') WHERE name NOT LIKE '%Key'";
        await using var row = await command.ExecuteReaderAsync();
        var columns = new List<string>();
        while (await row.ReadAsync()) columns.Add(row.GetString(0));
        return columns;
    }

    private static string TextOf(object value) => value is byte[] bytes ? Convert.ToHexString(bytes) : $"{value}";
}
