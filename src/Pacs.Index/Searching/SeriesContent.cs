using System.Buffers.Binary;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Searching;

/// <summary>Reads what series consist of, a page at a time, in the order in which their instances first came.</summary>
internal static class SeriesContent
{
    /// <summary>The series of a study, or the one that is named; none when the study is not held.</summary>
    public static List<HeldSeries> Find(SqliteReader reader, long tenant, string study, string? series)
    {
        using var row = reader.Query(
            $"""
            SELECT se."Key", se."SeriesInstanceUid" FROM "Study" st CROSS JOIN "Series" se ON se."StudyKey" = st."Key"
            WHERE st."TenantKey" = @p0 AND st."StudyInstanceUid" = @p1 {(series is null ? "" : """AND se."SeriesInstanceUid" = @p2""")}
            ORDER BY se."Key"
            """,
            series is null ? [tenant, study] : [tenant, study, series]);
        var found = new List<HeldSeries>();
        while (row.Read()) found.Add(new HeldSeries(row.GetInt64(0), study, row.GetString(1)));
        return found;
    }

    /// <summary>The next instances of a series, at most <paramref name="count"/>, behind the row with the key <paramref name="after"/>.</summary>
    public static List<(long Key, HeldInstance Instance)> Page(SqliteReader reader, HeldSeries series, long after, int count)
    {
        using var row = reader.Query(
            """
            SELECT "Key", "SopClassUid", "SopInstanceUid", "TransferSyntaxUid", "SourceAeTitle", "ReceivedAt", "Digest",
                "Shard", "Segment", "Offset", "Length"
            FROM "Instance" WHERE "SeriesKey" = @p0 AND "Key" > @p1 ORDER BY "Key" LIMIT @p2
            """,
            series.Key,
            after,
            (long)count);
        var page = new List<(long, HeldInstance)>();
        while (row.Read()) page.Add((row.GetInt64(0), Read(row, series)));
        return page;
    }

    /// <summary>The revision of these series together.</summary>
    public static ContentRevision RevisionOf(SqliteReader reader, IEnumerable<HeldSeries> series)
    {
        var all = new RevisionHash();
        foreach (var one in series)
        {
            using var row = reader.Query(
                """SELECT "Digest", "ReceivedAt" FROM "Instance" WHERE "SeriesKey" = @p0 ORDER BY "Key" """, one.Key);
            while (row.Read())
            {
                all.Add(
                    BinaryPrimitives.ReadUInt128BigEndian(row.GetSpan(0)),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)));
            }
        }

        return all.Revision;
    }

    public static IReadOnlyCollection<string> TransferSyntaxesOf(SqliteReader reader, IEnumerable<HeldSeries> series)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in series)
        {
            using var row = reader.Query("""SELECT DISTINCT "TransferSyntaxUid" FROM "Instance" WHERE "SeriesKey" = @p0""", one.Key);
            while (row.Read()) found.Add(row.GetString(0));
        }

        return found;
    }

    private static HeldInstance Read(StatementRows row, HeldSeries series) => new()
    {
        StudyInstanceUid = series.StudyInstanceUid,
        SeriesInstanceUid = series.SeriesInstanceUid,
        SopClassUid = row.GetString(1),
        SopInstanceUid = row.GetString(2),
        TransferSyntaxUid = row.GetString(3),
        SourceAeTitle = row.GetString(4),
        ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        Digest = BinaryPrimitives.ReadUInt128BigEndian(row.GetSpan(6)),
        Location = new Location(row.GetInt32(7), row.GetInt32(8), row.GetInt64(9), row.GetInt64(10)),
    };
}
