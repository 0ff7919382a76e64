using Pacs.Archive.Query;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Archive.Tests.Query;

public sealed class UniqueKeysTests
{
    private const string? Granted = null;

    /// <summary>Level, patient ID, study, series, instance; null: the key is absent. Then words of the refusal.</summary>
    public static TheoryData<QueryRoot, string?, string?[], string?> Finds => new()
    {
        { QueryRoot.Patient, "PATIENT", [null, null, null, null], Granted },
        { QueryRoot.Patient, "PATIENT", ["P*", null, null, null], Granted },
        { QueryRoot.Patient, "STUDY", ["P1", "1.*", null, null], Granted },
        { QueryRoot.Patient, "STUDY", [null, "1.1", null, null], "(0010,0020)" },
        { QueryRoot.Patient, "STUDY", ["", "1.1", null, null], "(0010,0020)" },
        { QueryRoot.Patient, "STUDY", ["P?", null, null, null], "(0010,0020)" },
        { QueryRoot.Patient, "SERIES", ["P1", "1.1", null, null], Granted },
        { QueryRoot.Patient, "SERIES", ["P1", null, null, null], "(0020,000D)" },
        { QueryRoot.Patient, "SERIES", [null, "1.1", null, null], "(0010,0020)" },
        { QueryRoot.Patient, "IMAGE", ["P1", "1.1", "1.1.1", null], Granted },
        { QueryRoot.Patient, "IMAGE", ["P1", "1.1", null, "1.1.1.1"], "(0020,000E)" },
        { QueryRoot.Study, "STUDY", [null, null, null, null], Granted },
        { QueryRoot.Study, "STUDY", ["P*", @"1.1\1.2", null, null], Granted },
        { QueryRoot.Study, "SERIES", [null, "1.1", "", null], Granted },
        { QueryRoot.Study, "SERIES", [null, "", "1.1.1", null], "(0020,000D)" },
        { QueryRoot.Study, "SERIES", [null, "*", "1.1.1", null], "(0020,000D)" },
        { QueryRoot.Study, "SERIES", [null, @"1.1\1.2", null, null], "(0020,000D)" },
        { QueryRoot.Study, "IMAGE", [null, "1.1", "1.1.1", null], Granted },
        { QueryRoot.Study, "IMAGE", [null, "1.1", "1.1.?", null], "(0020,000E)" },
        { QueryRoot.Study, "IMAGE", [null, null, "1.1.1", null], "(0020,000D)" },
        { QueryRoot.Study, "PATIENT", ["P1", null, null, null], "PATIENT is not one of the Study Root model" },
        { QueryRoot.Study, "INSTANCE", [null, null, null, null], "INSTANCE is not" },
        { QueryRoot.Patient, null, ["P1", null, null, null], "(0008,0052) is missing" },
        { QueryRoot.PatientStudyOnly, "PATIENT", ["P*", null, null, null], Granted },
        { QueryRoot.PatientStudyOnly, "STUDY", ["P1", null, null, null], Granted },
        { QueryRoot.PatientStudyOnly, "STUDY", [null, "1.1", null, null], "(0010,0020)" },
        { QueryRoot.PatientStudyOnly, "SERIES", ["P1", "1.1", null, null], "SERIES is not one of the Patient/Study Only model" },
    };

    public static TheoryData<QueryRoot, string?, string?[], string?> Retrievals => new()
    {
        { QueryRoot.Patient, "PATIENT", ["P1", null, null, null], Granted },
        { QueryRoot.Patient, "PATIENT", ["", null, null, null], "(0010,0020)" },
        { QueryRoot.Patient, "PATIENT", ["P*", null, null, null], "(0010,0020)" },
        { QueryRoot.Patient, "STUDY", [null, "1.1", null, null], Granted },
        { QueryRoot.Patient, "STUDY", ["P*", "1.1", null, null], "(0010,0020)" },
        { QueryRoot.Patient, "STUDY", ["P1", null, null, null], "(0020,000D)" },
        { QueryRoot.Study, "STUDY", [null, @"1.1\1.2", null, null], Granted },
        { QueryRoot.Study, "STUDY", [null, null, null, null], "(0020,000D)" },
        { QueryRoot.Study, "STUDY", [null, "1.*", null, null], "(0020,000D)" },
        { QueryRoot.Study, "SERIES", [null, null, "1.1.1", null], Granted },
        { QueryRoot.Study, "SERIES", [null, "1.1", null, null], "(0020,000E)" },
        { QueryRoot.Study, "SERIES", [null, "*", "1.1.1", null], "(0020,000D)" },
        { QueryRoot.Study, "IMAGE", [null, null, null, @"1.1.1.1\1.1.1.2"], Granted },
        { QueryRoot.Study, "IMAGE", [null, "1.1", "1.1.1", ""], "(0008,0018)" },
        { QueryRoot.Study, "PATIENT", ["P1", null, null, null], "PATIENT is not one of the Study Root model" },
        { QueryRoot.Study, null, [null, "1.1", null, null], "(0008,0052) is missing" },
    };

    [Theory]
    [MemberData(nameof(Finds))]
    [Trait("Conformance", "48")]
    [Trait("Conformance", "49")]
    public void A_query_names_one_of_each_level_above(QueryRoot root, string? level, string?[] keys, string? refusal) =>
        AssertRefusal(refusal, ArchiveQuery.RefusalOf(root, Identifier(level, keys), QueryOptions.Baseline));

    [Theory]
    [InlineData(QueryRoot.Patient, "STUDY", null)]
    [InlineData(QueryRoot.Study, "IMAGE", null)]
    [InlineData(QueryRoot.Study, "PATIENT", "PATIENT is not one of the Study Root model")]
    [Trait("Conformance", "48")]
    public void A_relational_query_names_its_level_only(QueryRoot root, string level, string? refusal) =>
        AssertRefusal(refusal, ArchiveQuery.RefusalOf(root, Identifier(level, []), new QueryOptions { IsRelational = true }));

    [Theory]
    [MemberData(nameof(Retrievals))]
    [Trait("Conformance", "71")]
    public void A_retrieval_names_what_is_wanted(QueryRoot root, string? level, string?[] keys, string? refusal) =>
        AssertRefusal(refusal, ArchiveRetrieve.RefusalOf(root, Identifier(level, keys)));

    private static void AssertRefusal(string? expected, string? refusal)
    {
        if (expected is null) Assert.Null(refusal);
        else Assert.Contains(expected, refusal, StringComparison.Ordinal);
    }

    private static DataSet Identifier(string? level, string?[] keys)
    {
        var identifier = Fetching.Keys(level);
        foreach (var (tag, value) in
            new[] { Tags.PatientID, Tags.StudyInstanceUID, Tags.SeriesInstanceUID, Tags.SOPInstanceUID }.Zip(keys))
        {
            if (value is not null) identifier.Set(tag, value.Split('\\'));
        }

        return identifier;
    }
}
