using Pacs.Archive.Deletion;
using Pacs.Archive.Ingest;
using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Archive.Tests.Deletion;

public sealed class ArchiveDeletionTests
{
    private const string Scanner = Sending.Scanner;
    private const string OtherScanner = "CT2";

    private static readonly TestImage First = new() { Study = "1.2.1", Series = "1.2.1.1", Instance = "1.2.1.1.1" };
    private static readonly TestImage Second = First with { Instance = "1.2.1.1.2", Version = 2 };

    private static readonly TestImage Report = First with
    {
        Series = "1.2.1.2",
        Instance = "1.2.1.2.1",
        SopClass = "1.2.840.10008.5.1.4.1.1.88.11",
        With = dataSet => dataSet.Set(Tags.Modality, "SR"),
    };

    private static readonly TestImage Other = First with { Study = "1.2.2", Series = "1.2.2.1", Instance = "1.2.2.1.1", PatientId = "P2" };

    [Fact]
    public async Task Takes_an_instance_out_and_leaves_everything_else()
    {
        await using var archive = await FilledAsync();

        var result = await DeleteAsync(archive, First.Study, First.Series, First.Instance);

        Assert.Equal((DeletionOutcome.Deleted, 1, 1), (result.Outcome, result.Instances, result.Bodies));
        Assert.Empty(await archive.Retrieve.LocateAsync(First));
        Assert.Equal(Second.Bytes, await archive.Retrieve.ReadAsync(Second));
        Assert.Equal(Report.Bytes, await archive.Retrieve.ReadAsync(Report));
        Assert.Equal(new Pacs.Index.IndexTotals(2, 2, 3, 3), await archive.Index.CountAsync(CancellationToken.None));
    }

    [Fact]
    [Trait("Conformance", "46")]
    [Trait("Conformance", "47")]
    public async Task Keeps_counts_and_lists_right_when_a_series_goes()
    {
        await using var archive = await FilledAsync();

        await DeleteAsync(archive, Report.Study, Report.Series, null);

        var study = await FindStudyAsync(archive, First.Study);
        Assert.Equal("1", study.GetString(Tags.NumberOfStudyRelatedSeries));
        Assert.Equal("2", study.GetString(Tags.NumberOfStudyRelatedInstances));
        Assert.Equal("CT", study.GetString(Tags.ModalitiesInStudy));
        Assert.Equal(First.SopClass, study.GetString(Tags.SOPClassesInStudy));
        Assert.Equal("1", study.GetString(Tags.NumberOfPatientRelatedStudies));
        Assert.Equal("1", study.GetString(Tags.NumberOfPatientRelatedSeries));
        Assert.Equal("2", study.GetString(Tags.NumberOfPatientRelatedInstances));
    }

    [Fact]
    public async Task Leaves_no_patient_without_a_study()
    {
        await using var archive = await FilledAsync();

        await DeleteAsync(archive, Other.Study, null, null);

        Assert.Equal(new Pacs.Index.IndexTotals(1, 1, 2, 3), await archive.Index.CountAsync(CancellationToken.None));
        Assert.Null(await TryFindStudyAsync(archive, Other.Study));
        Assert.DoesNotContain(await DumpAsync(archive), line => line.StartsWith("Patient: P2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stores_anew_what_is_sent_again()
    {
        await using var archive = await FilledAsync();
        await DeleteAsync(archive, First.Study, null, null);

        Assert.Equal(IngestOutcome.Stored, (await archive.Ingest.SendAsync(First)).Outcome);

        Assert.Equal(First.Bytes, await archive.Retrieve.ReadAsync(First));
        await AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Writes_nothing_when_nothing_is_held()
    {
        await using var archive = await FilledAsync();
        var before = archive.Log().Count;

        Assert.Equal(DeletionOutcome.NotFound, (await DeleteAsync(archive, "1.2.99", null, null)).Outcome);
        Assert.Equal(DeletionOutcome.NotFound, (await DeleteAsync(archive, First.Study, Other.Series, null)).Outcome);

        Assert.Equal(before, archive.Log().Count);
    }

    [Fact]
    public async Task Takes_superseded_versions_and_those_kept_aside_along()
    {
        await using var archive = await FilledAsync();
        await SendAsync(archive, First with { Version = 10 }, Scanner, IngestOutcome.Replaced);
        await SendAsync(archive, First with { Version = 11 }, OtherScanner, IngestOutcome.KeptAside);
        await SendAsync(archive, First with { Version = 12, Study = Other.Study }, Scanner, IngestOutcome.KeptAside);

        var result = await DeleteAsync(archive, First.Study, First.Series, First.Instance);

        Assert.Equal((1, 4), (result.Instances, result.Bodies));
        Assert.DoesNotContain(await DumpAsync(archive), line => line.StartsWith("InstanceVersion", StringComparison.Ordinal));
        await AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Takes_only_what_was_kept_aside_when_the_instance_is_held_in_another_study()
    {
        await using var archive = await FilledAsync();
        await SendAsync(archive, First with { Version = 12, Study = "1.2.3" }, Scanner, IngestOutcome.KeptAside);

        var result = await DeleteAsync(archive, "1.2.3", null, null);

        Assert.Equal((DeletionOutcome.Deleted, 1, 1), (result.Outcome, result.Instances, result.Bodies));
        Assert.Equal(First.Bytes, await archive.Retrieve.ReadAsync(First));
        Assert.Empty(await archive.Index.ReadConflictsAsync(CancellationToken.None));
        await AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Comes_to_the_same_when_the_log_is_replayed()
    {
        await using var archive = await FilledAsync();
        await SendAsync(archive, First with { Version = 10 }, OtherScanner, IngestOutcome.KeptAside);
        await DeleteAsync(archive, First.Study, First.Series, First.Instance);
        await SendAsync(archive, First with { Version = 13 }, OtherScanner, IngestOutcome.Stored);
        await DeleteAsync(archive, Report.Study, Report.Series, null);
        await DeleteAsync(archive, Other.Study, null, null);

        await AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Lets_a_version_that_came_after_the_tombstone_take_the_place_of_what_was_deleted()
    {
        await using var archive = await TestArchive.OpenAsync();
        await SendAsync(archive, First, Scanner, IngestOutcome.Stored);
        var current = Assert.Single(archive.Index.VersionsOf(Pacs.Index.ArchiveIndex.DefaultTenant, First.Instance));
        await SendAsync(archive, First with { Version = 2 }, OtherScanner, IngestOutcome.KeptAside);
        var tombstone = new Tombstone
        {
            Tenant = Pacs.Index.ArchiveIndex.DefaultTenant,
            Study = First.Study,
            Members = new Dictionary<string, IReadOnlyList<MemberPlace>> { [First.Instance] = [MemberPlace.Of(current.Location)] },
        };
        using var body = archive.Store.NewBody();
        tombstone.Write(body);
        var member = (await archive.Store.AppendAsync(First.Study, tombstone.Name, "default/", body)).Member!;

        await new Burial(archive.Store, archive.Index).ApplyAsync(tombstone, member);

        Assert.Equal((First with { Version = 2 }).Bytes, await archive.Retrieve.ReadAsync(First));
        await AssertReplaysAsync(archive);
    }

    [Fact]
    public async Task Is_done_once_the_tombstone_is_durable_whatever_becomes_of_the_index()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        foreach (var image in (TestImage[])[First, Second, Other]) await archive.Ingest.SendAsync(image);
        using var before = DataDirectory.CopyWithout(directory);
        await archive.Deletion.DeleteAsync(DicomArchive.DefaultTenant, First.Study, null, null, CancellationToken.None);

        // The index of before, the log of after: what a power loss leaves.
        using var crashed = DataDirectory.CopyWithout(directory, "index.db", "index.db-wal", "index.db-shm");
        foreach (var file in (string[])["index.db", "index.db-wal"]) File.Copy(Path.Combine(before, file), Path.Combine(crashed, file));
        await using var recovered = await DataDirectory.OpenAsync(crashed);

        Assert.Empty(recovered.Recovery.Damage);
        Assert.Empty(await recovered.Retrieve.LocateAsync(First));
        Assert.Empty(await recovered.Retrieve.LocateAsync(Second));
        Assert.Equal(Other.Bytes, await recovered.Retrieve.ReadAsync(Other));
    }

    internal static async Task AssertReplaysAsync(TestArchive archive)
    {
        var held = await DumpAsync(archive);
        using var crashed = DataDirectory.CopyWithout(archive.Directory, "index.db", "index.db-wal", "index.db-shm");
        await using (var recovered = await DataDirectory.OpenAsync(crashed)) Assert.Empty(recovered.Recovery.Damage);

        Assert.Equal(held, await IndexDump.ReadAsync(Path.Combine(crashed, "index.db")));
    }

    private static async Task<TestArchive> FilledAsync()
    {
        var archive = await TestArchive.OpenAsync();
        foreach (var image in (TestImage[])[First, Second, Report, Other]) await SendAsync(archive, image, Scanner, IngestOutcome.Stored);
        return archive;
    }

    private static async Task SendAsync(TestArchive archive, TestImage image, string source, IngestOutcome outcome) =>
        Assert.Equal(outcome, (await archive.Ingest.SendAsync(image, source)).Outcome);

    private static Task<DeletionResult> DeleteAsync(TestArchive archive, string study, string? series, string? instance) =>
        archive.Deletion.DeleteAsync(DicomArchive.DefaultTenant, study, series, instance, CancellationToken.None);

    private static async Task<DataSet> FindStudyAsync(TestArchive archive, string study) =>
        (await TryFindStudyAsync(archive, study))!;

    private static async Task<DataSet?> TryFindStudyAsync(TestArchive archive, string study)
    {
        var keys = Fetching.Keys(
            "STUDY", (Tags.StudyInstanceUID, study), (Tags.NumberOfStudyRelatedSeries, ""), (Tags.NumberOfStudyRelatedInstances, ""),
            (Tags.ModalitiesInStudy, ""), (Tags.SOPClassesInStudy, ""), (Tags.NumberOfPatientRelatedStudies, ""),
            (Tags.NumberOfPatientRelatedSeries, ""), (Tags.NumberOfPatientRelatedInstances, ""));
        await foreach (var match in archive.Query.Find(QueryRoot.Study, keys, QueryOptions.Baseline, "PACS")) return match;
        return null;
    }

    private static async Task<IReadOnlyList<string>> DumpAsync(TestArchive archive)
    {
        await archive.Index.CountAsync(CancellationToken.None); // what was acknowledged is in the file once somebody has asked
        return await IndexDump.ReadAsync(Path.Combine(archive.Directory, "index.db"));
    }
}
