using System.Buffers.Binary;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index.Searching;

/// <summary>Reads what series consist of, a page at a time, in the order in which their instances first came.</summary>
internal static class SeriesContent
{
    /// <summary>The series of a study, or the one that is named; none when the study is not held.</summary>
    public static List<HeldSeries> Find(SqliteReader reader, long tenant, string study, string? series)
    {
        using var row = reader.Query(
            $"""
            SELECT se."SeriesInstanceUid" FROM "Study" st CROSS JOIN "Series" se ON se."StudyKey" = st."Key"
            WHERE st."TenantKey" = @p0 AND st."StudyInstanceUid" = @p1 {(series is null ? "" : """AND se."SeriesInstanceUid" = @p2""")}
            ORDER BY se."Key"
            """,
            series is null ? [tenant, study] : [tenant, study, series]);
        var found = new List<HeldSeries>();
        while (row.Read()) found.Add(new HeldSeries(study, row.GetString(0)));
        return found;
    }

    /// <summary>The key of a series' row, which leads to its instances; null when it is not held any more.</summary>
    public static long? KeyOf(SqliteReader reader, long tenant, HeldSeries series)
    {
        using var row = reader.Query(
            """
            SELECT se."Key" FROM "Study" st CROSS JOIN "Series" se ON se."StudyKey" = st."Key"
            WHERE st."TenantKey" = @p0 AND st."StudyInstanceUid" = @p1 AND se."SeriesInstanceUid" = @p2
            """,
            tenant,
            series.StudyInstanceUid,
            series.SeriesInstanceUid);
        return row.Read() ? row.GetInt64(0) : null;
    }

    /// <summary>
    /// The next instances of a series whose row has the key <paramref name="seriesKey"/>, at most <paramref name="count"/>, behind
    /// the row with the key <paramref name="after"/>.
    /// </summary>
    public static List<(long Key, HeldInstance Instance)> Page(
        SqliteReader reader, HeldSeries series, long seriesKey, long after, int count)
    {
        using var row = reader.Query(
            """
            SELECT "Key", "SopClassUid", "SopInstanceUid", "TransferSyntaxUid", "SourceAeTitle", "ReceivedAt", "Digest",
                "Shard", "Segment", "Offset", "Length"
            FROM "Instance" WHERE "SeriesKey" = @p0 AND "Key" > @p1 ORDER BY "Key" LIMIT 0 + @p2
            """,
            seriesKey,
            after,
            (long)count);
        var page = new List<(long, HeldInstance)>();
        while (row.Read()) page.Add((row.GetInt64(0), Read(row, series)));
        return page;
    }

    /// <summary>The revision of these series together.</summary>
    public static ContentRevision RevisionOf(SqliteReader reader, long tenant, IEnumerable<HeldSeries> series)
    {
        var all = new RevisionHash();
        foreach (var key in KeysOf(reader, tenant, series))
        {
            using var row = reader.Query(
                """SELECT "Digest", "ReceivedAt" FROM "Instance" WHERE "SeriesKey" = @p0 ORDER BY "Key" """, key);
            while (row.Read())
            {
                all.Add(BinaryPrimitives.ReadUInt128BigEndian(row.GetSpan(0)), LogTime.Read(row.GetInt64(1)));
            }
        }

        return all.Revision;
    }

    public static IReadOnlyCollection<string> TransferSyntaxesOf(SqliteReader reader, long tenant, IEnumerable<HeldSeries> series)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in KeysOf(reader, tenant, series))
        {
            using var row = reader.Query("""SELECT DISTINCT "TransferSyntaxUid" FROM "Instance" WHERE "SeriesKey" = @p0""", key);
            while (row.Read()) found.Add(row.GetString(0));
        }

        return found;
    }

    private static IEnumerable<long> KeysOf(SqliteReader reader, long tenant, IEnumerable<HeldSeries> series) =>
        series.Select(one => KeyOf(reader, tenant, one)).OfType<long>();

    private static HeldInstance Read(StatementRows row, HeldSeries series) => new()
    {
        StudyInstanceUid = series.StudyInstanceUid,
        SeriesInstanceUid = series.SeriesInstanceUid,
        SopClassUid = row.GetString(1),
        SopInstanceUid = row.GetString(2),
        TransferSyntaxUid = row.GetString(3),
        SourceAeTitle = row.GetString(4),
        ReceivedAt = LogTime.Read(row.GetInt64(5)),
        Digest = BinaryPrimitives.ReadUInt128BigEndian(row.GetSpan(6)),
        Location = new Location(row.GetInt32(7), row.GetInt32(8), row.GetInt64(9), row.GetInt64(10)),
    };
}
