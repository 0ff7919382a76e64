using Pacs.Archive.Query;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Archive.Tests.Retrieve;

public sealed class ArchiveRetrieveTests
{
    private static readonly TestImage[] Images =
    [
        new() { PatientId = "P1", Study = "1.1", Series = "1.1.1", Instance = "1.1.1.1" },
        new() { PatientId = "P1", Study = "1.1", Series = "1.1.1", Instance = "1.1.1.2" },
        new() { PatientId = "P1", Study = "1.1", Series = "1.1.2", Instance = "1.1.2.1" },
        new() { PatientId = "P1", Study = "1.2", Series = "1.2.1", Instance = "1.2.1.1" },
        new() { PatientId = "P2", Study = "1.3", Series = "1.3.1", Instance = "1.3.1.1" },
    ];

    [Fact]
    [Trait("Conformance", "68")]
    public async Task Finds_what_the_unique_keys_name_at_each_level()
    {
        await using var archive = await HoldAsync();

        Assert.Equal([0, 1, 2, 3], await LocateAsync(archive, QueryRoot.Patient, "PATIENT", (Tags.PatientID, "P1")));
        Assert.Equal([0, 1, 2], await LocateAsync(archive, QueryRoot.Study, "STUDY", (Tags.StudyInstanceUID, "1.1")));
        Assert.Equal([2], await LocateAsync(archive, QueryRoot.Study, "SERIES", (Tags.SeriesInstanceUID, "1.1.2")));
        Assert.Equal([1], await LocateAsync(archive, QueryRoot.Study, "IMAGE", (Tags.SOPInstanceUID, "1.1.1.2")));
    }

    [Fact]
    [Trait("Conformance", "43")]
    [Trait("Conformance", "68")]
    public async Task Finds_all_that_a_list_names_however_long_it_is()
    {
        await using var archive = await HoldAsync();
        var list = string.Join('\\', Enumerable.Range(1, 300).Select(i => $"9.9.{i}").Append("1.1").Append("1.3"));

        Assert.Equal([0, 1, 2, 4], await LocateAsync(archive, QueryRoot.Study, "STUDY", (Tags.StudyInstanceUID, list)));
        Assert.Equal([2, 3], await LocateAsync(archive, QueryRoot.Study, "SERIES", (Tags.SeriesInstanceUID, @"1.1.2\1.2.1")));
        Assert.Equal([0, 4], await LocateAsync(archive, QueryRoot.Study, "IMAGE", (Tags.SOPInstanceUID, @"1.3.1.1\1.1.1.1")));
    }

    [Fact]
    [Trait("Conformance", "68")]
    public async Task Finds_nothing_under_another_study_series_or_patient_than_the_keys_name()
    {
        await using var archive = await HoldAsync();

        Assert.Equal([2], await LocateAsync(
            archive, QueryRoot.Study, "SERIES", (Tags.StudyInstanceUID, "1.1"), (Tags.SeriesInstanceUID, "1.1.2")));
        Assert.Empty(await LocateAsync(
            archive, QueryRoot.Study, "SERIES", (Tags.StudyInstanceUID, "1.2"), (Tags.SeriesInstanceUID, "1.1.2")));
        Assert.Empty(await LocateAsync(
            archive, QueryRoot.Study, "IMAGE",
            (Tags.StudyInstanceUID, "1.1"), (Tags.SeriesInstanceUID, "1.1.2"), (Tags.SOPInstanceUID, "1.1.1.1")));
        Assert.Empty(await LocateAsync(
            archive, QueryRoot.Patient, "STUDY", (Tags.PatientID, "P2"), (Tags.StudyInstanceUID, "1.1")));
    }

    [Fact]
    [Trait("Conformance", "59")]
    public async Task Finds_nothing_where_nothing_is()
    {
        await using var archive = await HoldAsync();

        Assert.Empty(await LocateAsync(archive, QueryRoot.Study, "STUDY", (Tags.StudyInstanceUID, "9.9")));
    }

    private static async Task<TestArchive> HoldAsync()
    {
        var archive = await TestArchive.OpenAsync();
        foreach (var image in Images) await archive.Ingest.SendAsync(image);
        return archive;
    }

    /// <summary>The positions in <see cref="Images"/> of what is found, in order.</summary>
    private static async Task<IEnumerable<int>> LocateAsync(
        TestArchive archive, QueryRoot root, string level, params (Tag Tag, string Value)[] keys)
    {
        var identifier = Fetching.Keys(level, keys);
        Assert.Null(ArchiveRetrieve.RefusalOf(root, identifier));
        var found = await archive.Retrieve.LocateAsync(root, identifier, CancellationToken.None);
        return found.Select(instance => Array.FindIndex(Images, image => image.Instance == instance.SopInstanceUid)).Order();
    }
}
