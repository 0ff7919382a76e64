using Pacs.Index.Sqlite;

namespace Pacs.Index.Tests.Sqlite;

/// <summary>
/// What SQLite does for a search: the plan does not depend on how much is held, so it holds for a million studies.
/// </summary>
public sealed class KeyQueryTests
{
    [Theory]
    [InlineData(QueryLevel.Study, "PatientID", "P1", "IX_Patient_TenantKey_PatientId_Issuer_LoneStudyUid")]
    [InlineData(QueryLevel.Study, "PatientID", "P1*", "IX_Patient_TenantKey_PatientId_Issuer_LoneStudyUid")]
    [InlineData(QueryLevel.Study, "PatientName", "Doe^Jane", "IX_Patient_TenantKey_Name")]
    [InlineData(QueryLevel.Study, "PatientName", "Doe^Jane", "IX_Patient_TenantKey_NameIdeographic")]
    [InlineData(QueryLevel.Patient, "PatientName", "Doe*", "IX_Patient_TenantKey_Name")]
    [InlineData(QueryLevel.Patient, "PatientName", "Doe*", "IX_Patient_TenantKey_NamePhonetic")]
    [InlineData(QueryLevel.Patient, "PatientName", "*doe*", "VIRTUAL TABLE")]
    [InlineData(QueryLevel.Patient, "PatientName", "Yamada*=山田*", "VIRTUAL TABLE")]
    [InlineData(QueryLevel.Patient, "PatientBirthDate", "19700101", "IX_Patient_TenantKey_BirthDate")]
    [InlineData(QueryLevel.Study, "StudyInstanceUID", "1.2", "IX_Study_TenantKey_StudyInstanceUid")]
    [InlineData(QueryLevel.Study, "StudyInstanceUID", @"1.2\1.3", "IX_Study_TenantKey_StudyInstanceUid")]
    [InlineData(QueryLevel.Study, "StudyDate", "20240101-20240131", "IX_Study_TenantKey_StudyDate")]
    [InlineData(QueryLevel.Study, "AccessionNumber", "A1", "IX_Study_TenantKey_AccessionNumber")]
    [InlineData(QueryLevel.Study, "AccessionNumber", "*123", "VIRTUAL TABLE")]
    [InlineData(QueryLevel.Study, "StudyID", "1", "IX_Study_TenantKey_StudyId")]
    [InlineData(QueryLevel.Study, "StudyDescription", "CT*", "IX_Study_TenantKey_StudyDescription")]
    [InlineData(QueryLevel.Study, "ReferringPhysicianName", "Who*", "IX_Study_TenantKey_ReferringPhysician")]
    [InlineData(QueryLevel.Series, "StudyInstanceUID", "1.2", "IX_Series_StudyKey")]
    [InlineData(QueryLevel.Series, "SeriesInstanceUID", "1.2", "IX_Series_TenantKey_SeriesInstanceUid_StudyKey")]
    [InlineData(QueryLevel.Series, "SeriesDescription", "*axial*", "VIRTUAL TABLE")]
    [InlineData(QueryLevel.Series, "PerformedProcedureStepStartDate", "20240101", "IX_Series_TenantKey_PerformedStepStartDate")]
    [InlineData(QueryLevel.Image, "SOPInstanceUID", "1.2", "IX_Instance_TenantKey_SopInstanceUid")]
    [InlineData(QueryLevel.Image, "PatientID", "P1", "IX_Instance_SeriesKey")]
    public async Task Uses_the_index_of_a_key(QueryLevel level, string keyword, string value, string index)
    {
        var tag = DicomDictionary.FindKeyword(keyword)?.Tag ?? throw new ArgumentException(keyword);
        var plan = await PlanOf(level, (tag, value));
        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN", plan.Replace("SCAN json_each", "", StringComparison.Ordinal)
            .Replace($"SCAN {TextTableOf(level)} VIRTUAL TABLE", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(QueryLevel.Study)]
    [InlineData(QueryLevel.Series)]
    [InlineData(QueryLevel.Image)]
    public async Task Looks_up_the_key_that_leaves_fewest_and_filters_by_the_others(QueryLevel level)
    {
        var plan = await PlanOf(
            level, (Tags.StudyDate, "20240101-20241231"), (Tags.PatientName, "D*"), (Tags.ModalitiesInStudy, "CT"), (Tags.AccessionNumber, "A1"));
        Assert.StartsWith("SEARCH st USING INDEX IX_Study_TenantKey_AccessionNumber", plan, StringComparison.Ordinal);
        Assert.Contains("SEARCH p USING INTEGER PRIMARY KEY", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN p", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_in_the_order_of_keys_a_page_at_a_time_when_no_key_has_an_index()
    {
        var plan = await PlanOf(QueryLevel.Study, (Tags.PatientSex, "F"));
        Assert.StartsWith("SEARCH st USING INTEGER PRIMARY KEY (rowid>?)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StudyDate", false, "st USING COVERING INDEX IX_Study_TenantKey_StudyDate (TenantKey=? AND StudyDate>?)")]
    [InlineData("StudyDate", true, "st USING COVERING INDEX IX_Study_TenantKey_StudyDate (TenantKey=? AND StudyDate<?)")]
    [InlineData("PatientName", false, "p USING COVERING INDEX IX_Patient_TenantKey_Name (TenantKey=? AND Name>?)")]
    [InlineData("PatientName", true, "p USING COVERING INDEX IX_Patient_TenantKey_Name (TenantKey=? AND Name<?)")]
    public async Task Reads_in_the_order_of_an_index_from_the_place_where_the_page_before_ended(
        string keyword, bool isDescending, string step)
    {
        var tag = DicomDictionary.FindKeyword(keyword)?.Tag ?? throw new ArgumentException(keyword);
        var query = KeyQuery.Of(
            QueryLevel.Study, [], tenant: 1, MatchingRules.Baseline, SearchOrder.By(tag, QueryLevel.Study, isDescending));

        var plan = await PlanOf(query, new SearchPosition(5, "20240101"));

        Assert.Contains("SEARCH " + step, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("USE TEMP B-TREE FOR ORDER BY", plan, StringComparison.Ordinal);
    }

    private static string TextTableOf(QueryLevel level) => level + "Text";

    private static async Task<string> PlanOf(QueryLevel level, params (Tag, string)[] keys)
    {
        var query = KeyQuery.Of(level, Keys.Of(keys), tenant: 1, MatchingRules.Baseline);
        return await PlanOf(query, query.IsPaged ? new SearchPosition(0) : null);
    }

    private static async Task<string> PlanOf(KeyQuery query, SearchPosition? place)
    {
        await using var test = await TestIndex.OpenAsync();
        using var reader = new SqliteReader(test.FilePath);
        var (sql, parameters) = query.After(place, 10);
        var steps = new List<string>();
#pragma warning disable MA0042 // SQLite answers at once.
        using var row = reader.Query("EXPLAIN QUERY PLAN " + sql, parameters);
        while (row.Read()) steps.Add(row.GetString(3));
#pragma warning restore MA0042
        return string.Join('\n', steps);
    }
}
