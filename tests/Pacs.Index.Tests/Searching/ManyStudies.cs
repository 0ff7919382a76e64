namespace Pacs.Index.Tests.Searching;

/// <summary>
/// Two indexes, one with three times as many studies as the other: study and patient have the same key, and keys, names and
/// dates the same order.
/// </summary>
public sealed class ManyStudies : IAsyncLifetime
{
    public const int InFew = 12_000, InMany = 36_000;

    /// <summary>The one with the accession number RARE, and the first of those with LATE; all others have the same.</summary>
    public const int Rare = 20_000, FirstLate = 33_001;

    internal TestIndex Few { get; private set; } = null!;

    internal TestIndex Many { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Few = await FilledAsync(InFew);
        Many = await FilledAsync(InMany);
    }

    public async Task DisposeAsync()
    {
        await Few.DisposeAsync();
        await Many.DisposeAsync();
    }

    private static async Task<TestIndex> FilledAsync(int studies)
    {
        var test = await TestIndex.OpenAsync();
        test.Execute($"""
            PRAGMA synchronous = OFF;
            BEGIN;
            CREATE TEMP TABLE made AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {studies}) SELECT i FROM n;
            INSERT INTO "Patient" ("Key", "TenantKey", "PatientId", "Issuer", "LoneStudyUid", "Name",
                "NumberOfStudies", "NumberOfSeries", "NumberOfInstances", "Attributes")
            SELECT i, 1, 'P' || i, '', '', printf('name%06d', i), 1, 0, 0, x'' FROM made;
            INSERT INTO "PatientText" (rowid, "PatientId", "Name") SELECT "Key", "PatientId", "Name" FROM "Patient";
            INSERT INTO "Study" ("Key", "TenantKey", "PatientKey", "StudyInstanceUid", "StudyDate", "StudyDescription", "AccessionNumber",
                "Modalities", "SopClasses", "NumberOfSeries", "NumberOfInstances", "Attributes")
            SELECT i, 1, i, '1.' || i, 20000101 + i, 'CHEST', CASE WHEN i >= {FirstLate} THEN 'LATE' WHEN i = {Rare} THEN 'RARE' ELSE 'X' END,
                '', '', 0, 0, x'' FROM made;
            COMMIT;
            """);
        return test;
    }
}
