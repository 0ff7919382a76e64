using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Model;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index.Searching;

/// <summary>Finds where instances lie.</summary>
internal static class Locator
{
    private const string Columns = """
        st."StudyInstanceUid", se."SeriesInstanceUid", i."SopClassUid", i."SopInstanceUid", i."TransferSyntaxUid",
        i."SourceAeTitle", i."ReceivedAt", i."Digest", i."Shard", i."Segment", i."Offset", i."Length"
        """;

    private const string Joins = """
        CROSS JOIN "Series" se ON se."Key" = i."SeriesKey" CROSS JOIN "Study" st ON st."Key" = se."StudyKey"
        """;

    private const string Descent = """
        "Study" st CROSS JOIN "Series" se ON se."StudyKey" = st."Key" CROSS JOIN "Instance" i ON i."SeriesKey" = se."Key"
        """;

    private static readonly Tag[] UniqueKeys =
        [Tags.PatientID, Tags.IssuerOfPatientID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID];

    public static HeldInstance? Find(SqliteReader reader, long tenant, string sopInstanceUid)
    {
        using var row = reader.Query(
            $"""SELECT {Columns} FROM "Instance" i {Joins} WHERE i."TenantKey" = @p0 AND i."SopInstanceUid" = @p1""",
            tenant,
            sopInstanceUid);
        return row.Read() ? Read(row) : null;
    }

    /// <summary>Whether a version with this digest is held that another source or series kept from being current.</summary>
    public static bool IsKeptAside(SqliteReader reader, long tenant, string sopInstanceUid, UInt128 digest)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, digest);
        using var row = reader.Query(
            """
            SELECT 1 FROM "InstanceVersion"
            WHERE "TenantKey" = @p0 AND "SopInstanceUid" = @p1 AND "Digest" = @p2 AND "Reason" IN (@p3, @p4)
            """,
            tenant,
            sopInstanceUid,
            bytes,
            (long)VersionReason.OtherSource,
            (long)VersionReason.OtherSeries);
        return row.Read();
    }

    /// <summary>
    /// What the unique keys name, in the order of the log. The level's own must have a value, else nothing is named;
    /// those of the levels above hold when they have one, and those below are not asked. A wildcard names nothing.
    /// </summary>
    public static List<HeldInstance> Find(SqliteReader reader, long tenant, QueryLevel level, DataSet keys)
    {
        var unique = new DataSet();
        foreach (var key in keys.Where(key => UniqueKeys.Contains(key.Tag) && SearchRow.LevelOf(key.Tag) <= level))
        {
            var values = keys.GetStrings(key.Tag).Where(value => value.Length > 0).ToArray();
            if (values.Any(value => Wildcard.IsIn(value))) return [];
            if (values.Length > 0) unique.Set(key);
        }

        if (!unique.Contains(UniqueKeyOf(level))) return [];
        if (keys.Find(Tags.SpecificCharacterSet) is { } characterSet) unique.Set(characterSet);

        var query = KeyQuery.Of(QueryLevel.Image, unique, tenant, MatchingRules.Baseline);
        using var row = reader.Query(
            $"""
            WITH found("Key") AS MATERIALIZED ({query.Sql})
            SELECT {Columns} FROM found CROSS JOIN "Instance" i ON i."Key" = found."Key" {Joins}
            ORDER BY i."Shard", i."Segment", i."Offset"
            """,
            [.. query.Parameters]);
        var instances = new List<HeldInstance>();
        while (row.Read()) instances.Add(Read(row));
        return instances;
    }

    /// <summary>The instances of a row, at most <paramref name="count"/>, in no order.</summary>
    public static List<HeldInstance> Under(SqliteReader reader, QueryLevel level, long key, int count)
    {
        var from = level <= QueryLevel.Study ? Descent : $"\"Instance\" i {Joins}";
        using var row = reader.Query(
            $"SELECT {Columns} FROM {from} WHERE {ConditionUnder(level)} LIMIT 0 + @p1", key, (long)count);
        var instances = new List<HeldInstance>();
        while (row.Read()) instances.Add(Read(row));
        return instances;
    }

    /// <summary>The tables that lead from a row to its instances, of which <see cref="ConditionUnder"/> is true.</summary>
    public static string InstancesUnder(QueryLevel level) => level <= QueryLevel.Study ? Descent : "\"Instance\" i";

    /// <summary>True of the instances of the row with the key <c>@p0</c>.</summary>
    public static string ConditionUnder(QueryLevel level) => level switch
    {
        QueryLevel.Image => "i.\"Key\" = @p0",
        QueryLevel.Series => "i.\"SeriesKey\" = @p0",
        QueryLevel.Study => "st.\"Key\" = @p0",
        _ => "st.\"PatientKey\" = @p0",
    };

    private static Tag UniqueKeyOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => Tags.PatientID,
        QueryLevel.Study => Tags.StudyInstanceUID,
        QueryLevel.Series => Tags.SeriesInstanceUID,
        QueryLevel.Image => Tags.SOPInstanceUID,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    private static HeldInstance Read(StatementRows row) => new()
    {
        StudyInstanceUid = row.GetString(0),
        SeriesInstanceUid = row.GetString(1),
        SopClassUid = row.GetString(2),
        SopInstanceUid = row.GetString(3),
        TransferSyntaxUid = row.GetString(4),
        SourceAeTitle = row.GetString(5),
        ReceivedAt = LogTime.Read(row.GetInt64(6)),
        Digest = BinaryPrimitives.ReadUInt128BigEndian(row.GetSpan(7)),
        Location = new Location(row.GetInt32(8), row.GetInt32(9), row.GetInt64(10), row.GetInt64(11)),
    };
}
