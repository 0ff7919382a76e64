using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Index;

namespace Pacs.Archive.Tests.Retrieve;

public sealed class StoredSeriesTests
{
    private const string Tenant = ArchiveIndex.DefaultTenant;

    [Fact]
    public async Task Has_its_instances_in_the_order_in_which_they_came_however_many()
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = new TestImage();
        string[] uids = [.. Enumerable.Range(1, 300).Select(i => $"1.2.9.{i}")];
        foreach (var uid in uids) await archive.Ingest.SendAsync(image with { Instance = uid });
        await archive.Ingest.SendAsync(image with { Series = "1.2.8", Instance = "1.2.8.1" });

        var series = Assert.Single(archive.Retrieve.FindSeries(Tenant, image.Study, image.Series));
        Pacs.Archive.Retrieve.ContentVersion? read = null;

        Assert.Equal(uids, series.ReadInstances(version => read = version).Select(instance => instance.SopInstanceUid));
        Assert.Equal(series.ReadVersion(), read);
        Assert.Equal(2, archive.Retrieve.FindSeries(Tenant, image.Study, series: null).Count);
        Assert.Empty(archive.Retrieve.FindSeries(Tenant, "1.2.3.4", series: null));
        Assert.Empty(archive.Retrieve.FindSeries("nobody", image.Study, series: null));
    }

    [Fact]
    [Trait("Conformance", "99")]
    public async Task Has_another_version_after_each_change_and_the_same_for_the_same_content()
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = new TestImage();
        await archive.Ingest.SendAsync(image);
        var series = Assert.Single(archive.Retrieve.FindSeries(Tenant, image.Study, image.Series));
        var alone = series.ReadVersion();

        await archive.Ingest.SendAsync(image with { Instance = "1.2.9.2" });
        var two = series.ReadVersion();
        await archive.Ingest.SendAsync(image with { Instance = "1.2.9.2", Version = 2 });
        var replaced = series.ReadVersion();
        await archive.Deletion.DeleteAsync(Tenant, image.Study, image.Series, "1.2.9.2", CancellationToken.None);

        Assert.Equal(3, new[] { alone.Tag, two.Tag, replaced.Tag }.Distinct().Count());
        Assert.Equal(alone.Tag, series.ReadVersion().Tag);
        Assert.Equal((1, 2), (alone.Instances, two.Instances));
    }

    [Fact]
    public async Task Says_in_which_encodings_its_instances_are()
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = new TestImage();
        var jpeg = TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit);
        await archive.Ingest.SendAsync(image);
        await archive.Ingest.SendAsync(image with { Instance = "1.2.9.2", Syntax = jpeg });

        var series = archive.Retrieve.FindSeries(Tenant, image.Study, series: null);

        Assert.Equal([jpeg, TransferSyntax.ExplicitVrLittleEndian], archive.Retrieve.ReadSyntaxes(series).OrderByDescending(syntax => syntax.Uid));
    }

    [Fact]
    public async Task An_instance_is_found_under_its_own_study_and_series_only()
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = new TestImage();
        await archive.Ingest.SendAsync(image);

        Assert.NotNull(archive.Retrieve.FindInstance(Tenant, image.Study, image.Series, image.Instance));
        Assert.Null(archive.Retrieve.FindInstance(Tenant, "1.2.3", image.Series, image.Instance));
        Assert.Null(archive.Retrieve.FindInstance(Tenant, image.Study, "1.2.3", image.Instance));
        Assert.Null(archive.Retrieve.FindInstance(Tenant, image.Study, image.Series, "1.2.3"));
    }
}
