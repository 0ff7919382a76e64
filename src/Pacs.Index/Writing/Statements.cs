using Microsoft.Data.Sqlite;
using Pacs.Index.Model;
using Pacs.Index.Searching;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Writing;

/// <summary>
/// The writer's statements, prepared once. Their text is the same for every database that knows ON CONFLICT and
/// RETURNING; the columns of the keys come from <see cref="MatchableAttributes"/>.
/// </summary>
internal sealed class Statements(SqliteConnection connection, TextStatements text) : IDisposable
{
    private static readonly string[] TenantColumns =
        ["Name", "NumberOfPatients", "NumberOfStudies", "NumberOfSeries", "NumberOfInstances"];

    private static readonly string[] PatientCounts = ["NumberOfStudies", "NumberOfSeries", "NumberOfInstances"];
    private static readonly string[] StudyLists = ["Modalities", "SopClasses", "NumberOfSeries", "NumberOfInstances"];
    private static readonly string[] PatientIdentity = ["TenantKey", "PatientId", "Issuer", "LoneStudyUid"];
    private static readonly string[] StudyIdentity = ["TenantKey", "StudyInstanceUid", "PatientKey"];
    private static readonly string[] SeriesIdentity = ["TenantKey", "StudyKey", "SeriesInstanceUid"];

    private static readonly string[] VersionColumns =
    [
        "TenantKey", "Reason", "StudyInstanceUid", "SeriesInstanceUid", "SopInstanceUid", "SopClassUid",
        "TransferSyntaxUid", "Shard", "Segment", "Offset", "Length", "Digest", "SourceAeTitle", "ReceivedAt",
    ];

    private static readonly string[] ConflictColumns =
    [
        "TenantKey", "StudyKey", "PatientId", "Issuer", "SeriesInstanceUid", "SopInstanceUid",
        "Shard", "Segment", "Offset", "Length", "Digest", "SourceAeTitle", "ReceivedAt",
    ];

    private static readonly QueryLevel[] UpdatedLevels = [QueryLevel.Patient, QueryLevel.Study, QueryLevel.Series];

    /// <summary>The columns of an instance that its body decides, in the order both statements bind them.</summary>
    private static readonly string[] BodyColumns =
    [
        "SopClassUid", "TransferSyntaxUid",
        "Shard", "Segment", "Offset", "Length", "Digest", "SourceAeTitle", "ReceivedAt",
        .. LevelRow.ColumnsOf(QueryLevel.Image), "Attributes",
    ];

    public PreparedStatement Begin { get; } = new(connection, "BEGIN IMMEDIATE");

    public PreparedStatement Commit { get; } = new(connection, "COMMIT");

    public PreparedStatement Rollback { get; } = new(connection, "ROLLBACK");

    public PreparedStatement InsertTenant { get; } = new(connection, Insert("Tenant", TenantColumns));

    public PreparedStatement FindTenant { get; } = new(connection, """SELECT "Key" FROM "Tenant" WHERE "Name" = @p0""");

    public PreparedStatement InsertPatient { get; } =
        new(connection, InsertLevel("Patient", PatientIdentity, QueryLevel.Patient, PatientCounts));

    public PreparedStatement FindPatient { get; } = new(connection, """
        SELECT "Key", "Attributes" FROM "Patient"
        WHERE "TenantKey" = @p0 AND "PatientId" = @p1 AND "Issuer" = @p2 AND "LoneStudyUid" = @p3
        """);

    public PreparedStatement InsertStudy { get; } =
        new(connection, InsertLevel("Study", StudyIdentity, QueryLevel.Study, StudyLists));

    public PreparedStatement FindStudy { get; } = new(connection, """
        SELECT s."Key", s."Modalities", s."SopClasses", s."Attributes",
               p."Key", p."PatientId", p."Issuer", p."Attributes"
        FROM "Study" s JOIN "Patient" p ON p."Key" = s."PatientKey"
        WHERE s."TenantKey" = @p0 AND s."StudyInstanceUid" = @p1
        """);

    public PreparedStatement InsertSeries { get; } =
        new(connection, InsertLevel("Series", SeriesIdentity, QueryLevel.Series, ["NumberOfInstances"]));

    public PreparedStatement FindSeries { get; } = new(connection, """
        SELECT "Key", "Attributes" FROM "Series"
        WHERE "TenantKey" = @p0 AND "SeriesInstanceUid" = @p1 AND "StudyKey" = @p2
        """);

    public PreparedStatement InsertInstance { get; } =
        new(connection, Insert("Instance", ["TenantKey", "SeriesKey", "SopInstanceUid", .. BodyColumns]));

    public PreparedStatement FindInstance { get; } = new(connection, """
        SELECT i."Key", st."StudyInstanceUid", se."SeriesInstanceUid", i."SopClassUid", i."TransferSyntaxUid",
               i."Shard", i."Segment", i."Offset", i."Length", i."Digest", i."SourceAeTitle", i."ReceivedAt"
        FROM "Instance" i JOIN "Series" se ON se."Key" = i."SeriesKey" JOIN "Study" st ON st."Key" = se."StudyKey"
        WHERE i."TenantKey" = @p0 AND i."SopInstanceUid" = @p1
        """);

    public PreparedStatement ReplaceInstance { get; } = new(connection, $"""
        UPDATE "Instance" SET {Assignments(BodyColumns)} WHERE "Key" = @p0
        """);

    public PreparedStatement InsertVersion { get; } = new(connection, Insert("InstanceVersion", VersionColumns));

    public PreparedStatement FindVersion { get; } = new(connection, """
        SELECT "Key" FROM "InstanceVersion" WHERE "Shard" = @p0 AND "Segment" = @p1 AND "Offset" = @p2
        """);

    public PreparedStatement InsertConflict { get; } = new(connection, Insert("PatientConflict", ConflictColumns));

    public PreparedStatement SopClassesOf { get; } = new(connection, """
        SELECT DISTINCT i."SopClassUid" FROM "Series" se JOIN "Instance" i ON i."SeriesKey" = se."Key"
        WHERE se."StudyKey" = @p0
        """);

    public PreparedStatement SetLists { get; } =
        new(connection, """UPDATE "Study" SET "Modalities" = @p1, "SopClasses" = @p2 WHERE "Key" = @p0""");

    public PreparedStatement CountTenant { get; } = new(connection, """
        UPDATE "Tenant" SET "NumberOfPatients" = "NumberOfPatients" + @p1, "NumberOfStudies" = "NumberOfStudies" + @p2,
            "NumberOfSeries" = "NumberOfSeries" + @p3, "NumberOfInstances" = "NumberOfInstances" + @p4 WHERE "Key" = @p0
        """);

    public PreparedStatement CountPatient { get; } = new(connection, """
        UPDATE "Patient" SET "NumberOfStudies" = "NumberOfStudies" + @p1, "NumberOfSeries" = "NumberOfSeries" + @p2,
            "NumberOfInstances" = "NumberOfInstances" + @p3 WHERE "Key" = @p0
        """);

    public PreparedStatement CountStudy { get; } = new(connection, """
        UPDATE "Study" SET "NumberOfSeries" = "NumberOfSeries" + @p1, "NumberOfInstances" = "NumberOfInstances" + @p2
        WHERE "Key" = @p0
        """);

    public PreparedStatement CountSeries { get; } =
        new(connection, """UPDATE "Series" SET "NumberOfInstances" = "NumberOfInstances" + @p1 WHERE "Key" = @p0""");

    /// <summary>By level: what sets a row's columns and attributes anew.</summary>
    public IReadOnlyList<PreparedStatement> UpdateLevel { get; } =
        [.. UpdatedLevels.Select(level => Update(connection, level))];

    /// <summary>By level: what enters a row in the database's text search, where that is a table of its own.</summary>
    public IReadOnlyList<PreparedStatement?> UpsertText { get; } =
    [
        .. UpdatedLevels
            .Select(level => text.Upsert(LevelTable.Of(level)))
            .Select(sql => sql is null ? null : new PreparedStatement(connection, sql)),
    ];

    public void Dispose()
    {
        PreparedStatement[] all =
        [
            Begin, Commit, Rollback, InsertTenant, FindTenant, InsertPatient, FindPatient, InsertStudy, FindStudy,
            InsertSeries, FindSeries, InsertInstance, FindInstance, ReplaceInstance, InsertVersion, FindVersion,
            InsertConflict, SopClassesOf, SetLists, CountTenant, CountPatient, CountStudy, CountSeries,
            .. UpdateLevel, .. UpsertText.OfType<PreparedStatement>(),
        ];
        foreach (var statement in all) statement.Dispose();
    }

    private static string InsertLevel(string table, string[] identity, QueryLevel level, string[] computed) =>
        Insert(table, [.. identity, .. computed, "Attributes", .. LevelRow.ColumnsOf(level)]);

    /// <summary>Gives the new row's key; no row when a unique key is there already.</summary>
    private static string Insert(string table, IReadOnlyList<string> columns) => $"""
        INSERT INTO "{table}" ({string.Join(", ", columns.Select(column => $"\"{column}\""))})
        VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))}) ON CONFLICT DO NOTHING RETURNING "Key"
        """;

    /// <summary>From the second parameter on; the first is the key.</summary>
    private static string Assignments(IEnumerable<string> columns) =>
        string.Join(", ", columns.Select((column, i) => $"\"{column}\" = @p{i + 1}"));

    private static PreparedStatement Update(SqliteConnection connection, QueryLevel level)
    {
        string[] columns = ["Attributes", .. LevelRow.ColumnsOf(level)];
        return new PreparedStatement(connection, $"""
            UPDATE "{LevelTable.Of(level).Name}" SET {Assignments(columns)} WHERE "Key" = @p0
            """);
    }
}
