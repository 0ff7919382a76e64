namespace Pacs.Conformance.Tests.Fetching;

public sealed class GetTests(PeeredArchive archive) : IClassFixture<PeeredArchive>
{
    private static readonly RawContext Get = new(1, Uids.StudyRootGet, Uids.ImplicitLittle);
    private static readonly RawContext Ct = new(3, Uids.CtImage, Uids.ImplicitLittle);

    [Fact]
    public async Task What_was_stored_comes_back_over_the_same_association()
    {
        var images = await archive.StoreSeriesAsync(5);
        var came = new Dictionary<string, byte[]>();
        await using var peer = await archive.GettingAsync();

        var responses = await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(images[0].Study), message =>
        {
            came.Add(message.Command[Tags.AffectedSopInstance]!, message.DataSet!);
            return 0;
        });

        Assert.Equal((0, (5, 0, 0)), (responses[^1].Status, Counts(responses[^1])));
        Assert.All(images, image => Assert.Equal(image.Elements.Implicit(), came[image.SopInstance]));
    }

    [Fact, Trait("Conformance", "59")]
    public async Task Nothing_to_get_is_success_with_zero_counts()
    {
        await using var peer = await archive.GettingAsync();

        var final = Assert.Single(await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(Uids.New()), _ => 0));

        Assert.Equal((0, (0, 0, 0)), (final.Status, Counts(final)));
    }

    [Fact, Trait("Conformance", "70")]
    public async Task An_instance_without_a_context_of_its_class_fails_and_the_others_come()
    {
        var ct = await archive.StoreSeriesAsync(2);
        var mr = await archive.StoreSeriesAsync(1, new RawImage { Study = ct[0].Study, SopClass = Uids.MrImage, Modality = "MR" });
        await using var peer = await archive.GettingAsync();

        var final = (await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(ct[0].Study), _ => 0))[^1];

        Assert.Equal((0xB000, (2, 1, 0)), (final.Status, Counts(final)));
        Assert.Equal(mr[0].SopInstance, final.Identifier[Tags.FailedSopInstances]);
    }

    [Fact, Trait("Conformance", "15")]
    public async Task Without_the_role_the_sub_operations_fail_with_a_status()
    {
        var images = await archive.StoreSeriesAsync(2);
        await using var peer = await archive.AssociateAsync(Get, Ct); // No role selection: we stay SCU of CT Image Storage.

        var final = (await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(images[0].Study), _ => 0))[^1];

        Assert.Equal((0xA702, (0, 2, 0)), (final.Status, Counts(final)));
    }

    [Fact, Trait("Conformance", "16")]
    public async Task A_compressed_image_for_which_only_a_native_context_is_open_is_reported_failed()
    {
        var image = new RawImage();
        byte[] compressed = [.. image.Elements.Without(Tags.PixelData).Explicit(), .. Encapsulated.OneFragment];
        await using (var sender = await archive.AssociateAsync(new RawContext(1, Uids.CtImage, Uids.JpegBaseline)))
        {
            Assert.Equal(0, (await sender.StoreAsync(1, image.SopClass, image.SopInstance, compressed)).Status);
        }

        await using var peer = await archive.GettingAsync();
        var final = (await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(image.Study), _ => 0))[^1];
        Assert.Equal((0xA702, (0, 1, 0)), (final.Status, Counts(final)));

        byte[]? came = null;
        await using var taking = await archive.GettingAsync(new RawContext(3, Uids.CtImage, Uids.JpegBaseline));
        await taking.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(image.Study), message =>
        {
            came = message.DataSet;
            return 0;
        });
        Assert.Equal(compressed, came);
    }

    [Fact, Trait("Conformance", "61")]
    public async Task Refused_sub_operations_are_counted_and_named()
    {
        var images = await archive.StoreSeriesAsync(4);
        await using var peer = await archive.GettingAsync();

        var final = (await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study(images[0].Study), message =>
            message.Command[Tags.AffectedSopInstance] == images[1].SopInstance ? (ushort)0xC000 : (ushort)0))[^1];

        Assert.Equal((0xB000, (3, 1, 0)), (final.Status, Counts(final)));
        Assert.Equal(images[1].SopInstance, final.Identifier[Tags.FailedSopInstances]);
    }

    [Fact, Trait("Conformance", "68")]
    public async Task A_get_of_nothing_in_particular_is_refused()
    {
        await archive.StoreSeriesAsync(1);
        await using var peer = await archive.GettingAsync();

        var final = Assert.Single(await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Level("STUDY"), _ => 0));

        Assert.Equal(0xA900, final.Status);
    }

    [Fact, Trait("Conformance", "43"), Trait("Conformance", "68")]
    public async Task Of_50000_uids_those_that_are_held_come()
    {
        var images = await archive.StoreSeriesAsync(2);
        var strangers = Enumerable.Range(0, 50_000).Select(i => $"2.25.338204938402985729385728394.{i}").ToArray();
        await using var peer = await archive.GettingAsync();

        var final = (await peer.GetAsync(1, Uids.StudyRootGet, Identifiers.Study([.. strangers, images[0].Study]), _ => 0))[^1];

        Assert.Equal((0, (2, 0, 0)), (final.Status, Counts(final)));
    }

    [Fact, Trait("Conformance", "71")]
    public async Task At_image_level_a_missing_series_is_a_mismatch_or_finds_the_image()
    {
        var images = await archive.StoreSeriesAsync(1);
        await using var peer = await archive.GettingAsync();

        var final = (await peer.GetAsync(
            1,
            Uids.StudyRootGet,
            Identifiers.Level("IMAGE").Add(Tags.SopInstance, "UI", images[0].SopInstance).Add(Tags.StudyInstance, "UI", images[0].Study),
            _ => 0))[^1];

        Assert.True(final.Status == 0xA900 || (final.Status == 0 && Counts(final) == (1, 0, 0)), $"0x{final.Status:X4}");
    }

    private static (int Completed, int Failed, int Warning) Counts(RawMessage response) =>
        (response.Command.UInt16(Tags.Completed), response.Command.UInt16(Tags.Failed), response.Command.UInt16(Tags.Warning));
}
