using System.IO.Compression;

namespace Pacs.Conformance.Tests.Storing;

public sealed class StoringTests(OpenArchive archive) : IClassFixture<OpenArchive>
{
    private const ushort Success = 0x0000;
    private const ushort DataSetMismatch = 0xA900;
    private const ushort CannotUnderstand = 0xC000;

    [Fact, Trait("Conformance", "17")]
    public async Task Implicit_and_explicit_may_alternate_within_one_association()
    {
        await using var peer = await RawPeer.AssociateAsync(
            archive.Port,
            new RawContext(1, Uids.CtImage, Uids.ImplicitLittle),
            new RawContext(3, Uids.CtImage, Uids.ExplicitLittle));
        var first = new RawImage();
        var second = first.Next();
        var third = second.Next();

        Assert.Equal(Success, (await peer.StoreAsync(1, first.SopClass, first.SopInstance, first.Elements.Implicit())).Status);
        Assert.Equal(Success, (await peer.StoreAsync(3, second.SopClass, second.SopInstance, second.Elements.Explicit())).Status);
        Assert.Equal(Success, (await peer.StoreAsync(1, third.SopClass, third.SopInstance, third.Elements.Implicit())).Status);

        var implicitly = await archive.FetchAsync(first.Study);
        Assert.Equal(first.Elements.Implicit(), implicitly[first.SopInstance]);
        Assert.Equal(second.Elements.Implicit(), implicitly[second.SopInstance]);
        var explicitly = await archive.FetchAsync(first.Study, Uids.ExplicitLittle);
        Assert.Equal(second.Elements.Explicit(), explicitly[second.SopInstance]);
        Assert.Equal(third.Elements.Explicit(), explicitly[third.SopInstance]);
    }

    [Fact, Trait("Conformance", "18")]
    public async Task A_deflated_data_set_comes_back_as_it_was_sent()
    {
        var image = new RawImage { PixelBytes = 20_000 };
        var deflated = new MemoryStream();
        await using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            await deflate.WriteAsync(image.Elements.Explicit());
        }

        if (deflated.Length % 2 != 0) deflated.WriteByte(0); // PS3.5 §A.5: padded to even.
        await using var peer = await RawPeer.AssociateAsync(archive.Port, new RawContext(1, Uids.CtImage, Uids.Deflated));

        Assert.Equal(Success, (await peer.StoreAsync(1, image.SopClass, image.SopInstance, deflated.ToArray())).Status);

        Assert.Equal(deflated.ToArray(), (await archive.FetchAsync(image.Study, Uids.Deflated))[image.SopInstance]);
        Assert.Equal(image.Elements.Explicit(), (await archive.FetchAsync(image.Study, Uids.ExplicitLittle))[image.SopInstance]);
    }

    [Fact, Trait("Conformance", "19")]
    public async Task Odd_lengths_are_kept_as_received_and_padded_when_converted()
    {
        var image = new RawImage { Edit = elements => elements.Without(Tags.PixelData).Add(Tags.PixelData, "OW", new byte[127]) };
        await using var peer = await archive.StoringAsync();

        Assert.Equal(Success, (await peer.StoreAsync(1, image)).Status);

        Assert.Equal(image.Elements.Implicit(), (await archive.FetchAsync(image.Study))[image.SopInstance]);
        var converted = (await archive.FetchAsync(image.Study, Uids.ExplicitLittle))[image.SopInstance];
        var padded = image.Elements.Without(Tags.PixelData).Add(Tags.PixelData, "OW", new byte[128]);
        Assert.Equal(padded.Explicit(), converted);
    }

    [Fact, Trait("Conformance", "20")]
    public async Task A_sequence_that_travels_as_unknown_is_implicit_within()
    {
        var item = new RawElements().Add(0x00091002, "LO", "inside").Implicit();
        byte[] unknown =
        [
            0x09, 0x00, 0x01, 0x10, (byte)'U', (byte)'N', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFE, 0xFF, 0x00, 0xE0, .. BitConverter.GetBytes(item.Length), .. item,
            0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0,
        ];
        var image = new RawImage();
        var elements = image.Elements;
        byte[] dataSet = InsertBefore(elements, Tags.PatientName, unknown);
        await using var peer = await RawPeer.AssociateAsync(archive.Port, new RawContext(1, Uids.CtImage, Uids.ExplicitLittle));

        Assert.Equal(Success, (await peer.StoreAsync(1, image.SopClass, image.SopInstance, dataSet)).Status);

        Assert.Equal(dataSet, (await archive.FetchAsync(image.Study, Uids.ExplicitLittle))[image.SopInstance]);
        var converted = RawElements.ReadImplicit((await archive.FetchAsync(image.Study))[image.SopInstance]);
        Assert.Equal("inside", Assert.Single(converted.Find(0x00091001)!.Items!)[0x00091002]);
        Assert.Equal(image.PatientName, converted[Tags.PatientName]);
    }

    [Fact, Trait("Conformance", "22")]
    public async Task A_duplicate_is_success_and_the_instance_is_there_once()
    {
        var image = new RawImage();
        await using var peer = await archive.StoringAsync();

        Assert.Equal(Success, (await peer.StoreAsync(1, image)).Status);
        Assert.Equal(Success, (await peer.StoreAsync(1, image)).Status);

        Assert.Equal(image.Elements.Implicit(), Assert.Single(await archive.FetchAsync(image.Study)).Value);
        Assert.Equal("1", await CountAsync(image.Study));
    }

    [Fact, Trait("Conformance", "22")]
    public async Task The_same_instance_sent_by_eight_at_once_is_there_once()
    {
        var image = new RawImage { PixelBytes = 100_000 };
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var peer = await archive.StoringAsync();
            return (await peer.StoreAsync(1, image)).Status;
        }));

        Assert.All(statuses, status => Assert.Equal(Success, status));
        Assert.Equal(image.Elements.Implicit(), Assert.Single(await archive.FetchAsync(image.Study)).Value);
        Assert.Equal("1", await CountAsync(image.Study));
    }

    [Fact, Trait("Conformance", "23")]
    public async Task What_was_acknowledged_is_found_and_fetched_at_once()
    {
        await using var peer = await archive.StoringAsync();
        for (var i = 0; i < 20; i++)
        {
            var image = new RawImage();
            Assert.Equal(Success, (await peer.StoreAsync(1, image)).Status);
            Assert.Equal(image.Elements.Implicit(), (await archive.FetchAsync(image.Study))[image.SopInstance]);
        }
    }

    [Fact, Trait("Conformance", "24")]
    public async Task Another_source_does_not_overwrite_an_instance_by_its_uid()
    {
        var original = new RawImage();
        var intruder = new RawImage { SopInstance = original.SopInstance, PatientName = "Somebody^Else" };
        await using (var peer = await archive.StoringAsync()) await peer.StoreAsync(1, original);

        var request = new RawAssociate(new RawContext(1, Uids.CtImage, Uids.ImplicitLittle)) { Calling = "OTHERSOURCE" };
        await using (var peer = await RawPeer.RequestAsync(archive.Port, request)) await peer.StoreAsync(1, intruder);

        Assert.Equal(original.Elements.Implicit(), (await archive.FetchAsync(original.Study))[original.SopInstance]);
    }

    [Theory, Trait("Conformance", "25")]
    [InlineData("\0")]
    [InlineData(" ")]
    public async Task Uids_padded_in_the_data_set_are_found_bare(string padding)
    {
        var bare = new RawImage { Study = Even(Uids.New()), Series = Even(Uids.New()), SopInstance = Even(Uids.New()) };
        var image = bare with
        {
            Edit = elements => elements
                .With(Tags.SopInstance, "UI", bare.SopInstance + padding + padding)
                .With(Tags.StudyInstance, "UI", bare.Study + padding + padding)
                .With(Tags.SeriesInstance, "UI", bare.Series + padding + padding),
        };
        await using var peer = await archive.StoringAsync();

        var stored = await peer.StoreAsync(1, image.SopClass, bare.SopInstance + padding + padding, image.Elements.Implicit());

        Assert.Equal(Success, stored.Status);
        Assert.Equal(image.Elements.Implicit(), (await archive.FetchAsync(bare.Study))[bare.SopInstance]);
    }

    [Theory, Trait("Conformance", "25")]
    [InlineData("1.2.840.abc")]
    [InlineData("../../../etc/passwd")]
    [InlineData("1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7.8.9.0.1.2.3.4.5.6.7.8.9.0")]
    public async Task A_uid_of_illegal_characters_gets_a_status_and_the_association_goes_on(string uid)
    {
        var image = new RawImage { SopInstance = uid };
        await using var peer = await archive.StoringAsync();

        var status = (await peer.StoreAsync(1, image)).Status;

        Assert.True(status is Success or 0x0117 || IsFailure(status), $"0x{status:X4}");
        Assert.Equal(Success, (await peer.StoreAsync(1, new RawImage())).Status);
    }

    [Fact, Trait("Conformance", "26")]
    public async Task An_image_without_patient_id_is_kept_and_found()
    {
        var image = new RawImage { Edit = elements => elements.Without(Tags.PatientId) };
        await using var peer = await archive.StoringAsync();

        Assert.Equal(Success, (await peer.StoreAsync(1, image)).Status);

        Assert.Equal(image.Elements.Implicit(), (await archive.FetchAsync(image.Study))[image.SopInstance]);
        Assert.Equal("1", await CountAsync(image.Study));
    }

    [Theory, Trait("Conformance", "27")]
    [InlineData(Tags.StudyDescription, "LO", 300)]
    [InlineData(Tags.PatientId, "LO", 200)]
    [InlineData(Tags.AccessionNumber, "SH", 64)]
    public async Task Values_longer_than_their_vr_allows_are_kept(uint tag, string vr, int length)
    {
        await AssertKeptAsync(elements => elements.With(tag, vr, new string('x', length)));
    }

    [Theory, Trait("Conformance", "27")]
    [InlineData(Tags.StudyDate, "DA", "31.01.2024")]
    [InlineData(Tags.StudyDate, "DA", "2024.01.31")]
    [InlineData(Tags.StudyTime, "TM", "noon")]
    [InlineData(Tags.StudyTime, "TM", "10:15:00")]
    [InlineData(Tags.InstanceNumber, "IS", "1.50")]
    [InlineData(Tags.InstanceNumber, "IS", "99999999999999")]
    [InlineData(Tags.SeriesNumber, "IS", "one")]
    [InlineData(Tags.Modality, "CS", "lower case")]
    [InlineData(Tags.PatientName, "PN", "a^b^c^d^e^f^g=h=i=j=k")]
    [InlineData(Tags.PatientBirthDate, "DA", "19700000")]
    [InlineData(Tags.SpecificCharacterSet, "CS", "ISO IR 100")]
    [InlineData(Tags.SpecificCharacterSet, "CS", "NO SUCH SET")]
    public async Task Values_of_the_real_world_are_kept(uint tag, string vr, string value)
    {
        await AssertKeptAsync(elements => elements.With(tag, vr, value));
    }

    [Theory, Trait("Conformance", "29")]
    [InlineData("1.2.826.0.1.3680043.2.1143.99.1")]
    [InlineData("1.3.12.2.1107.5.9.1")]
    [InlineData("1.2.840.10008.5.1.4.1.1.88.999")]
    public async Task Private_and_unknown_storage_classes_are_kept(string sopClass)
    {
        var image = new RawImage { SopClass = sopClass };
        await using var peer = await RawPeer.AssociateAsync(archive.Port, new RawContext(1, sopClass, Uids.ImplicitLittle));

        Assert.Equal(Success, (await peer.StoreAsync(1, image)).Status);

        Assert.Equal(image.Elements.Implicit(), (await archive.FetchAsync(image.Study, sopClass: sopClass))[image.SopInstance]);
    }

    [Fact, Trait("Conformance", "30")]
    public async Task Private_elements_and_their_creators_come_back_byte_for_byte()
    {
        var image = new RawImage
        {
            Edit = elements => elements
                .With(0x00090010, "LO", "PACS TEST CREATOR")
                .With(0x00091001, "UN", "\u0001\u0002\u0003 odd bytes")
                .With(0x000910FF, "LO", "with trailing spaces   ")
                .With(0x7FE10010, "LO", "another creator"),
        };
        await using var peer = await RawPeer.AssociateAsync(archive.Port, new RawContext(1, Uids.CtImage, Uids.ExplicitLittle));

        var stored = await peer.StoreAsync(1, image.SopClass, image.SopInstance, image.Elements.Explicit());

        Assert.Equal(Success, stored.Status);
        Assert.Equal(image.Elements.Explicit(), (await archive.FetchAsync(image.Study, Uids.ExplicitLittle))[image.SopInstance]);
    }

    [Fact]
    public async Task An_instance_uid_that_differs_from_the_command_is_a_mismatch()
    {
        var image = new RawImage();
        await using var peer = await archive.StoringAsync();

        var stored = await peer.StoreAsync(1, image.SopClass, Uids.New(), image.Elements.Implicit());

        Assert.Equal(DataSetMismatch, stored.Status);
        Assert.Empty(await archive.FetchAsync(image.Study));
    }

    [Fact]
    public async Task A_class_uid_that_differs_from_the_command_is_a_mismatch()
    {
        var image = new RawImage { SopClass = Uids.MrImage };
        await using var peer = await archive.StoringAsync();

        var stored = await peer.StoreAsync(1, Uids.CtImage, image.SopInstance, image.Elements.Implicit());

        Assert.Equal(DataSetMismatch, stored.Status);
    }

    [Fact]
    public async Task A_data_set_cut_short_cannot_be_understood_and_is_not_kept()
    {
        var image = new RawImage { PixelBytes = 1000 };
        await using var peer = await archive.StoringAsync();

        var stored = await peer.StoreAsync(1, image.SopClass, image.SopInstance, image.Elements.Implicit()[..^500]);

        Assert.Equal(CannotUnderstand, stored.Status & 0xF000);
        Assert.Empty(await archive.FetchAsync(image.Study));
    }

    private static bool IsFailure(ushort status) => (status & 0xF000) is 0xA000 or 0xC000;

    private static string Even(string uid) => uid.Length % 2 == 0 ? uid : uid + "1";

    private static byte[] InsertBefore(RawElements elements, uint tag, byte[] bytes)
    {
        var before = new RawElements();
        var after = new RawElements();
        foreach (var element in elements.Tags.Select(elements.Find))
        {
            (element!.Tag < tag ? before : after).Add(element.Tag, element.Vr, element.Value);
        }

        return [.. before.Explicit(), .. bytes, .. after.Explicit()];
    }

    private async Task AssertKeptAsync(Func<RawElements, RawElements> edit)
    {
        var image = new RawImage { Edit = edit };
        await using var peer = await archive.StoringAsync();

        Assert.Equal(Success, (await peer.StoreAsync(1, image)).Status);

        Assert.Equal(image.Elements.Implicit(), (await archive.FetchAsync(image.Study))[image.SopInstance]);
        Assert.Equal("1", await CountAsync(image.Study));
    }

    private async Task<string?> CountAsync(string study)
    {
        await using var peer = await archive.QueryingAsync();
        var answers = await peer.FindAsync(
            1, Uids.StudyRootFind, Identifiers.Study(study).Add(Tags.StudyInstances, "IS", ""));
        return Assert.Single(answers, answer => answer.IsPending).Identifier[Tags.StudyInstances];
    }
}
