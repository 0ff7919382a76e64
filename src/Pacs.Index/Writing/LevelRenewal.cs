using Microsoft.Data.Sqlite;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Model;
using Pacs.Index.Searching;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Writing;

/// <summary>
/// Makes the rows of series, studies and patients what they would be if the bodies that were taken out had never come: of
/// each attribute the first that has a value decides, in the order of the log. Mostly the first instance that is left says
/// all that was held, and is the only one that is read.
/// </summary>
internal sealed class LevelRenewal(SqliteConnection connection, TextStatements text, Statements statements) : IDisposable
{
    private static readonly QueryLevel[] Levels = [QueryLevel.Patient, QueryLevel.Study, QueryLevel.Series];

    private readonly PreparedStatement[] _contributors = [.. Levels.Select(level => new PreparedStatement(connection, Contributors(level)))];

    private readonly PreparedStatement[] _attributes =
    [
        .. Levels.Select(level => new PreparedStatement(
            connection, $"""SELECT "Attributes" FROM "{LevelTable.Of(level).Name}" WHERE "Key" = @p0""")),
    ];

    private readonly PreparedStatement?[] _deleteText =
    [
        .. Levels.Select(level => text.Delete(LevelTable.Of(level)) is { } sql ? new PreparedStatement(connection, sql) : null),
    ];

    private readonly PreparedStatement _patientOfStudy = new(connection, """
        SELECT p."PatientId", p."Issuer" FROM "Study" st JOIN "Patient" p ON p."Key" = st."PatientKey" WHERE st."Key" = @p0
        """);

    private readonly PreparedStatement _identity =
        new(connection, """SELECT "PatientId", "Issuer" FROM "Patient" WHERE "Key" = @p0""");

    /// <summary>
    /// Every body that a row's attributes come from, in the order of the log: the current ones, and those that were current.
    /// </summary>
    public List<Location> ContributorsOf(QueryLevel level, long key)
    {
        var contributors = new List<Location>();
        using var row = _contributors[(int)level].Query(key);
        while (row.Read()) contributors.Add(new Location(row.GetInt32(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3)));
        return contributors;
    }

    /// <summary>True when the first instance that is left of a study would have made it another patient's.</summary>
    public bool IsAnotherPatients(long study, Func<Location, InstanceRows?> read)
    {
        if (ContributorsOf(QueryLevel.Study, study) is not [var first, ..] || read(first) is not { } rows) return false;

        using var patient = _patientOfStudy.Query(study);
        return patient.Read() && (patient.GetString(0), patient.GetString(1)) != (rows.PatientId, rows.Issuer);
    }

    /// <summary>Sets a row's attributes anew. What cannot be read is an incident: the row stays as it is.</summary>
    public void Renew(QueryLevel level, long key, Func<Location, InstanceRows?> read)
    {
        byte[] held;
        using (var row = _attributes[(int)level].Query(key))
        {
            if (!row.Read()) return;
            held = row.GetBytes(0);
        }

        if (Fold(level, key, held, read) is not { } renewed || renewed.AsSpan().SequenceEqual(held)) return;

        var made = LevelRow.Of(level, LevelAttributes.Decode(renewed));
        statements.UpdateLevel[(int)level].Execute([key, made.Attributes, .. made.Columns]);
        if (made.Texts.Any(value => value is not null)) statements.UpsertText[(int)level]?.Execute([key, .. made.Texts]);
        else _deleteText[(int)level]?.Execute(key);
    }

    public void Dispose()
    {
        PreparedStatement?[] all = [_patientOfStudy, _identity, .. _contributors, .. _attributes, .. _deleteText];
        foreach (var statement in all) statement?.Dispose();
    }

    private byte[]? Fold(QueryLevel level, long key, byte[] held, Func<Location, InstanceRows?> read)
    {
        var owner = level == QueryLevel.Patient ? Owner(key) : null;
        var all = ValuedTags(held);
        byte[]? folded = null;
        foreach (var location in ContributorsOf(level, key))
        {
            if (read(location) is not { } rows) return null;
            if (owner?.IsContradictedBy(rows.PatientId, rows.Issuer) == true) continue;

            var incoming = level switch
            {
                QueryLevel.Patient => rows.Patient.Attributes,
                QueryLevel.Study => rows.Study.Attributes,
                _ => rows.Series.Attributes,
            };
            if (folded is null) folded = incoming;
            else if (LevelAttributes.Filled(folded, incoming) is { } filled) folded = LevelAttributes.Encode(filled);

            // Nobody has a value for anything else, or it would have been held.
            if (all.IsSubsetOf(ValuedTags(folded))) break;
        }

        return folded;
    }

    private PatientEntry? Owner(long patient)
    {
        using var row = _identity.Query(patient);
        return row.Read() ? new PatientEntry(patient, 0, row.GetString(0), row.GetString(1), []) : null;
    }

    /// <summary>Identities are never filled in, and the character set follows from the values.</summary>
    private static HashSet<Tag> ValuedTags(byte[] attributes) =>
    [
        .. LevelAttributes.Decode(attributes)
            .Where(element => !element.IsEmpty && element.Tag != Tags.SpecificCharacterSet
                && MatchableAttributes.Find(element.Tag) is not { IsIdentity: true })
            .Select(element => element.Tag),
    ];

    private static string Contributors(QueryLevel level) => $"""
        WITH held AS MATERIALIZED (
            SELECT i."TenantKey", i."SopInstanceUid", i."Shard", i."Segment", i."Offset", i."Length", i."ReceivedAt"
            FROM {Descent(level)} JOIN "Instance" i ON i."SeriesKey" = se."Key" WHERE {LevelTable.Of(level).Alias}."Key" = @p0)
        SELECT "Shard", "Segment", "Offset", "Length", "ReceivedAt" FROM held
        UNION ALL
        SELECT v."Shard", v."Segment", v."Offset", v."Length", v."ReceivedAt"
        FROM held JOIN "InstanceVersion" v ON v."TenantKey" = held."TenantKey" AND v."SopInstanceUid" = held."SopInstanceUid"
        WHERE v."Reason" = {(int)VersionReason.Superseded}
        ORDER BY 5, 1, 2, 3
        """;

    private static string Descent(QueryLevel level) => level switch
    {
        QueryLevel.Patient => """
            "Patient" p JOIN "Study" st ON st."PatientKey" = p."Key" JOIN "Series" se ON se."StudyKey" = st."Key"
            """,
        QueryLevel.Study => """ "Study" st JOIN "Series" se ON se."StudyKey" = st."Key" """,
        _ => """ "Series" se """,
    };
}
