using Pacs.Index.Sqlite;

namespace Pacs.Index.Searching;

/// <summary>Finds every body of instances, current or not.</summary>
internal static class Versions
{
    private const string Columns = """ "SopInstanceUid", "Shard", "Segment", "Offset", "Length" """;

    public static IReadOnlyList<HeldVersion> Of(SqliteReader reader, long tenant, string sopInstanceUid) => Read(reader, $"""
        SELECT {Columns}, 1 FROM "Instance" WHERE "TenantKey" = @p0 AND "SopInstanceUid" = @p1
        UNION ALL
        SELECT {Columns}, 0 FROM "InstanceVersion" WHERE "TenantKey" = @p0 AND "SopInstanceUid" = @p1
        ORDER BY 2, 3, 4
        """, tenant, sopInstanceUid);

    /// <summary>Those of instances that are current under these UIDs, and those that came under them.</summary>
    public static IReadOnlyList<HeldVersion> Under(SqliteReader reader, long tenant, string study, string? series, string? instance) =>
        Read(reader, $"""
            WITH current AS MATERIALIZED (
                SELECT i."SopInstanceUid", i."Shard", i."Segment", i."Offset", i."Length"
                FROM "Study" st CROSS JOIN "Series" se ON se."StudyKey" = st."Key" CROSS JOIN "Instance" i ON i."SeriesKey" = se."Key"
                WHERE st."TenantKey" = @p0 AND st."StudyInstanceUid" = @p1
                    AND (@p2 IS NULL OR se."SeriesInstanceUid" = @p2) AND (@p3 IS NULL OR i."SopInstanceUid" = @p3))
            SELECT {Columns}, 1 FROM current
            UNION ALL
            SELECT {Columns}, 0 FROM "InstanceVersion"
            WHERE "TenantKey" = @p0 AND ("SopInstanceUid" IN (SELECT "SopInstanceUid" FROM current)
                OR ("StudyInstanceUid" = @p1 AND (@p2 IS NULL OR "SeriesInstanceUid" = @p2) AND (@p3 IS NULL OR "SopInstanceUid" = @p3)))
            ORDER BY 2, 3, 4
            """, tenant, study, series, instance);

    private static List<HeldVersion> Read(SqliteReader reader, string sql, params ReadOnlySpan<object?> parameters)
    {
        var versions = new List<HeldVersion>();
        using var row = reader.Query(sql, parameters);
        while (row.Read())
        {
            versions.Add(new HeldVersion(row.GetString(0), LocationAt(row), row.GetInt64(5) == 1));
        }

        return versions;
    }

    private static Location LocationAt(StatementRows row) =>
        new(row.GetInt32(1), row.GetInt32(2), row.GetInt64(3), row.GetInt64(4));
}
