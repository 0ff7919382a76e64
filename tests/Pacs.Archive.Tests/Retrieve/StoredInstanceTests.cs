using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Files;

namespace Pacs.Archive.Tests.Retrieve;

public sealed class StoredInstanceTests
{
    private static readonly TransferSyntax[] Native =
    [
        TransferSyntax.ImplicitVrLittleEndian,
        TransferSyntax.ExplicitVrLittleEndian,
        TransferSyntax.ExplicitVrBigEndian,
        TransferSyntax.DeflatedExplicitVrLittleEndian,
    ];

    public static TheoryData<string, string> Conversions
    {
        get
        {
            var conversions = new TheoryData<string, string>();
            foreach (var from in Native)
            {
                foreach (var to in Native) conversions.Add(from.Uid, to.Uid);
            }

            return conversions;
        }
    }

    [Theory]
    [MemberData(nameof(Conversions))]
    public async Task Is_the_same_data_set_in_every_native_encoding(string from, string to)
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = new TestImage { Syntax = TransferSyntax.Of(from), PixelLength = 50_000 };
        await archive.Ingest.SendAsync(image);
        var stored = Assert.Single(await archive.Retrieve.LocateAsync(image));

        var converted = Fetching.Read(stored.OpenDataSet(TransferSyntax.Of(to), isWhole: false));

        Assert.Equal(from == to ? image.Bytes : Plain(image.BytesIn(TransferSyntax.Of(to)), to), from == to ? converted : Plain(converted, to));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2")]
    [Trait("Conformance", "16")]
    public async Task Has_its_frames_decoded_in_native_encodings(string to)
    {
        // RLE: one segment; a run of two, two by themselves, padding.
        byte[] packed = [1, 0, 0, 0, 64, .. new byte[59], 0xFF, 7, 1, 8, 9, 0];
        await using var archive = await TestArchive.OpenAsync();
        var image = new TestImage
        {
            Syntax = TransferSyntax.Of(TransferSyntaxUids.RLELossless),
            With = image =>
            {
                image.Set(Tags.Rows, 2);
                image.Set(Tags.Columns, 2);
                image.Set(Tags.BitsAllocated, 8);
                image.Set(Tags.BitsStored, 8);
                image.Set(new DataElement(Tags.PixelData, Vr.OB, (ReadOnlyMemory<byte>[])[default, packed]));
            },
        };
        await archive.Ingest.SendAsync(image);
        var stored = Assert.Single(await archive.Retrieve.LocateAsync(image));

        var decoded = DataSetParser.ParseAll(
            Fetching.Read(stored.OpenDataSet(TransferSyntax.Of(to), isWhole: false)), TransferSyntax.Of(to), ParsingBounds.Everything);

        Assert.True(stored.CanBeHadAs(TransferSyntax.Of(to)));
        Assert.Equal([7, 7, 8, 9], decoded.Find(Tags.PixelData)!.Value.ToArray());
        Assert.Equal("Yamada^Tarou=山田^太郎", decoded.GetString(Tags.PatientName));
    }

    [Fact]
    public async Task Is_not_given_in_a_native_encoding_when_its_frames_are_malformed()
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = new TestImage { Syntax = TransferSyntax.Of(TransferSyntaxUids.JPEGLosslessSV1) };
        await archive.Ingest.SendAsync(image);
        var stored = Assert.Single(await archive.Retrieve.LocateAsync(image));

        Assert.Throws<DicomFormatException>(() => stored.OpenDataSet(TransferSyntax.ExplicitVrLittleEndian, isWhole: false));
    }

    [Fact]
    public async Task Says_what_a_receiver_has_to_take()
    {
        await using var archive = await TestArchive.OpenAsync();
        var image = new TestImage { Syntax = TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit) };
        await archive.Ingest.SendAsync(image);

        var stored = Assert.Single(await archive.Retrieve.LocateAsync(image));

        Assert.Equal(
            (image.SopClass, image.Instance, image.Syntax),
            (stored.SopClassUid, stored.SopInstanceUid, stored.TransferSyntax));
    }

    [Fact]
    public async Task Withholds_the_last_bytes_of_a_body_that_has_changed()
    {
        using var directory = new TemporaryDirectory();
        var image = new TestImage { PixelLength = 300_000 };
        await using var archive = await DataDirectory.OpenAsync(directory);
        var stored = await DamagedAsync(archive, directory, image, image.Bytes);

        var received = 0;
        await using var dataSet = stored.OpenDataSet();
        var block = new byte[4096];
        var damage = await Assert.ThrowsAsync<DamagedBodyException>(async () =>
        {
            while (await dataSet.ReadAsync(block) is > 0 and var count) received += count;
        });

        Assert.IsAssignableFrom<IOException>(damage);
        Assert.InRange(received, 1, image.Bytes.Length - 1);
    }

    [Fact]
    public async Task Withholds_the_last_bytes_of_a_changed_body_that_is_converted_too()
    {
        using var directory = new TemporaryDirectory();
        var image = new TestImage { PixelLength = 300_000 };
        await using var archive = await DataDirectory.OpenAsync(directory);
        var stored = await DamagedAsync(archive, directory, image, image.Bytes);

        var converted = stored.OpenDataSet(TransferSyntax.ImplicitVrLittleEndian, isWhole: false);

        Assert.Throws<DamagedBodyException>(() => Fetching.Read(converted));
    }

    [Fact]
    public async Task Is_found_damaged_ahead_unless_it_is_long()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        var whole = new TestImage { Instance = "1.2.3.1" };
        await archive.Ingest.SendAsync(whole);
        var stored = Assert.Single(await archive.Retrieve.LocateAsync(whole));
        stored.VerifyAhead();

        var image = new TestImage { Instance = "1.2.3.2", PixelLength = 300_000 };
        var damaged = await DamagedAsync(archive, directory, image, image.Bytes);
        Assert.Throws<DamagedBodyException>(damaged.VerifyAhead);

        var longImage = new TestImage { Instance = "1.2.3.3", PixelLength = 17 << 20 };
        var longDamaged = await DamagedAsync(archive, directory, longImage, longImage.Bytes);
        longDamaged.VerifyAhead();
        Assert.Throws<DamagedBodyException>(() => Fetching.Read(longDamaged.OpenDataSet()));
    }

    [Fact]
    public async Task Is_not_opened_when_its_meta_information_has_changed()
    {
        using var directory = new TemporaryDirectory();
        await using var archive = await DataDirectory.OpenAsync(directory);
        var stored = await DamagedAsync(archive, directory, new TestImage(), "DICM"u8.ToArray());

        Assert.Throws<DamagedBodyException>(stored.OpenDataSet);
    }

    [Fact]
    public async Task Is_not_opened_when_its_segment_is_missing()
    {
        using var directory = new TemporaryDirectory();
        var image = new TestImage();
        await using (var archive = await DataDirectory.OpenAsync(directory)) await archive.Ingest.SendAsync(image);
        foreach (var segment in DataDirectory.Segments(directory)) File.Delete(segment);

        await using var reopened = await DataDirectory.OpenAsync(directory);
        var stored = Assert.Single(await reopened.Retrieve.LocateAsync(image));

        Assert.ThrowsAny<IOException>(stored.OpenDataSet);
        Assert.Contains("missing", Assert.Single(reopened.Recovery.Damage), StringComparison.Ordinal);
    }

    /// <summary>The image as the archive holds it; one of these bytes of it has changed since.</summary>
    private static async Task<StoredInstance> DamagedAsync(DicomArchive archive, string directory, TestImage image, byte[] bytes)
    {
        await archive.Ingest.SendAsync(image);
        var stored = Assert.Single(await archive.Retrieve.LocateAsync(image));
        DataDirectory.Damage(DataDirectory.SegmentOf(directory, image), bytes, bytes.Length / 2);
        return stored;
    }

    /// <summary>Deflated bytes differ by who deflated them and how much at a time; what they become does not.</summary>
    private static byte[] Plain(byte[] dataSet, string syntax) => TransferSyntax.Of(syntax).IsDeflated
        ? DataSetWriter.ToArray(
            DataSetParser.ParseAll(dataSet, TransferSyntax.Of(syntax)), TransferSyntax.ExplicitVrLittleEndian)
        : dataSet;
}
