using Pacs.Archive.Deletion;
using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Archive.Tests.Deletion;

/// <summary>After a deletion the index says what it would if the deleted instances had never come.</summary>
public sealed class RenewalTests
{
    private static readonly TestImage First = new() { Instance = "1.2.1.1.1", With = Says("first") };
    private static readonly TestImage Second = new() { Instance = "1.2.1.1.2", Version = 2 };
    private static readonly TestImage Third = new() { Instance = "1.2.1.1.3", Version = 3, With = Says("third") };

    [Fact]
    public async Task Forgets_what_only_the_deleted_instance_said()
    {
        await using var archive = await FilledAsync(First, Second);

        await DeleteAsync(archive, First);

        var (study, patient) = await FindAsync(archive);
        Assert.Equal("", study.GetString(Tags.StudyDescription) ?? "");
        Assert.Equal("", patient.GetString(Tags.PatientComments) ?? "");
        Assert.Empty(await FindByDescriptionAsync(archive, "*first*"));
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Says_what_the_first_says_that_is_left()
    {
        await using var archive = await FilledAsync(First, Second, Third);

        await DeleteAsync(archive, First);

        var (study, patient) = await FindAsync(archive);
        Assert.Equal("third", study.GetString(Tags.StudyDescription));
        Assert.Equal("third", patient.GetString(Tags.PatientComments));
        Assert.Single(await FindByDescriptionAsync(archive, "*third*"));
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Forgets_what_was_said_of_a_patient_in_a_study_that_is_deleted()
    {
        await using var archive = await TestArchive.OpenAsync();
        var others = Enumerable.Range(2, 8).Select(i => Third with { Study = $"1.2.{i}", Series = $"1.2.{i}.1", Instance = $"1.2.{i}.1.1" });
        foreach (var image in (TestImage[])[First, .. others]) await archive.Ingest.SendAsync(image);

        await archive.Deletion.DeleteAsync(Pacs.Index.ArchiveIndex.DefaultTenant, First.Study, null, null, CancellationToken.None);

        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Gives_the_study_to_the_patient_of_the_first_instance_that_is_left()
    {
        await using var archive = await FilledAsync(First, Second with { PatientId = "P2" }, Third with { PatientId = "P2" });

        await DeleteAsync(archive, First);

        var (study, _) = await FindAsync(archive);
        Assert.Equal("P2", study.GetString(Tags.PatientID));
        Assert.Empty(await archive.Index.ReadConflictsAsync(CancellationToken.None));
        Assert.Equal(new Pacs.Index.IndexTotals(1, 1, 1, 2), await archive.Index.CountAsync(CancellationToken.None));
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Gives_a_study_that_came_without_an_id_to_who_is_named_by_what_is_left()
    {
        await using var archive = await FilledAsync(First with { PatientId = null }, Second with { PatientId = "P2" });

        await DeleteAsync(archive, First);

        Assert.Equal("P2", (await FindAsync(archive)).Study.GetString(Tags.PatientID));
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Keeps_a_conflict_that_another_instance_bears_witness_of()
    {
        await using var archive = await FilledAsync(First, Second with { PatientId = "P2" }, Third with { PatientId = "P2" });

        await DeleteAsync(archive, Second);

        var conflict = Assert.Single(await archive.Index.ReadConflictsAsync(CancellationToken.None));
        Assert.Equal(Third.Instance, conflict.SopInstanceUid);
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Counts_what_a_superseded_version_said()
    {
        await using var archive = await FilledAsync(Second, First, First with { Version = 20, With = null }, Third);

        await DeleteAsync(archive, Second);
        Assert.Equal("first", (await FindAsync(archive)).Study.GetString(Tags.StudyDescription));
        await ArchiveDeletionTests.AssertReplaysAsync(archive);

        await DeleteAsync(archive, First);
        Assert.Equal("third", (await FindAsync(archive)).Study.GetString(Tags.StudyDescription));
        await ArchiveDeletionTests.AssertReplaysAsync(archive);
    }

    private static Action<DataSet> Says(string text) => dataSet =>
    {
        dataSet.Set(Tags.StudyDescription, text);
        dataSet.Set(Tags.SeriesDescription, text);
        dataSet.Set(Tags.PatientComments, text);
    };

    private static async Task<TestArchive> FilledAsync(params TestImage[] images)
    {
        var archive = await TestArchive.OpenAsync();
        foreach (var image in images) await archive.Ingest.SendAsync(image);
        return archive;
    }

    private static Task<DeletionResult> DeleteAsync(TestArchive archive, TestImage image) =>
        archive.Deletion.DeleteAsync(Pacs.Index.ArchiveIndex.DefaultTenant, image.Study, image.Series, image.Instance, CancellationToken.None);

    private static async Task<(DataSet Study, DataSet Patient)> FindAsync(TestArchive archive)
    {
        var study = Fetching.Keys("STUDY", (Tags.StudyInstanceUID, First.Study), (Tags.StudyDescription, ""), (Tags.PatientID, ""));
        var patient = Fetching.Keys("PATIENT", (Tags.PatientID, ""), (Tags.PatientComments, ""));
        return (Assert.Single(await AnswersAsync(archive, QueryRoot.Study, study)),
            Assert.Single(await AnswersAsync(archive, QueryRoot.Patient, patient)));
    }

    private static Task<List<DataSet>> FindByDescriptionAsync(TestArchive archive, string description) =>
        AnswersAsync(archive, QueryRoot.Study, Fetching.Keys("STUDY", (Tags.StudyDescription, description)));

    private static async Task<List<DataSet>> AnswersAsync(TestArchive archive, QueryRoot root, DataSet keys)
    {
        var answers = new List<DataSet>();
        await foreach (var answer in archive.Query.Find(root, keys, QueryOptions.Baseline, "PACS")) answers.Add(answer);
        return answers;
    }
}
