using System.Globalization;
using System.Runtime.InteropServices;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Codecs;
using Pacs.Imaging.Codecs.Jpeg;
using Pacs.Imaging.Codecs.Rle;
using Pacs.Imaging.Transcoding;

namespace Pacs.Imaging.Tests.Transcoding;

public sealed class TranscoderTests
{
    [Fact]
    public void Frames_come_out_native_and_everything_else_as_it_was()
    {
        var format = Formats.Of(7, 9, samples: 3, allocated: 8);
        byte[][] frames = [Frames.Of(format, 1), Frames.Of(format, 2), Frames.Of(format, 3)];
        var image = Image(format, new RleEncoder(), frames);
        image.Set(Tags.PlanarConfiguration, (ushort)1);
        image.Set(new DataElement(Tags.DataSetTrailingPadding, Vr.OB, new byte[4]));

        var native = Decompress(image, TransferSyntaxUids.RLELossless);

        // 3 frames of 189 bytes, and the padding to an even length.
        Assert.Equal([.. frames[0], .. frames[1], .. frames[2], 0], native.Find(Tags.PixelData)!.Value.ToArray());
        Assert.Equal(0, native.GetInt32(Tags.PlanarConfiguration));
        Assert.Equal("DOE^JANE", native.GetString(Tags.PatientName));
        Assert.Equal(4, native.Find(Tags.DataSetTrailingPadding)!.Value.Length);
    }

    [Fact]
    public void Offset_tables_and_shared_colours_go()
    {
        var format = Formats.Of(8, 8, samples: 3, allocated: 8);
        var image = Image(format, new LosslessJpegEncoder(), [Frames.Of(format)]);
        image.Set(Tags.PhotometricInterpretation, "YBR_FULL_422");
        image.Set(new DataElement(Tags.ExtendedOffsetTable, Vr.OV, new byte[8]));

        var native = Decompress(image, TransferSyntaxUids.JPEGLosslessSV1);

        Assert.Equal("YBR_FULL", native.GetString(Tags.PhotometricInterpretation));
        Assert.False(native.Contains(Tags.ExtendedOffsetTable));
    }

    [Fact]
    public void Without_pixels_there_is_nothing_to_decode()
    {
        var report = new DataSet();
        report.Set(Tags.PatientName, "DOE^JANE");

        Assert.Equal("DOE^JANE", Decompress(report, TransferSyntaxUids.JPEGLosslessSV1).GetString(Tags.PatientName));
    }

    [Fact]
    public void A_frame_that_cannot_be_decoded_is_told_before_anything_is_read()
    {
        var format = Formats.Of(8, 8);
        var image = Image(format, new RleEncoder(), [Frames.Of(format)]);
        image.Set(Tags.Rows, (ushort)9);

        Assert.Throws<DicomFormatException>(() => Decompress(image, TransferSyntaxUids.RLELossless));
    }

    [Fact]
    public void Fewer_frames_than_announced_are_not_sent_as_all()
    {
        var format = Formats.Of(8, 8);
        var image = Image(format, new RleEncoder(), [Frames.Of(format), Frames.Of(format)]);
        image.Set(Tags.NumberOfFrames, "3");

        Assert.Throws<DicomFormatException>(() => Decompress(image, TransferSyntaxUids.RLELossless));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_later_frame_that_cannot_be_decoded_is_told_before_anything_is_read_when_the_whole_is_asked_for(bool isWhole)
    {
        var format = Formats.Of(8, 8);
        var image = Image(format, new RleEncoder(), [Frames.Of(format), Frames.Of(format), Frames.Of(format)]);
        var fragments = image.Find(Tags.PixelData)!.Fragments!;
        image.Set(new DataElement(Tags.PixelData, Vr.OB, (ReadOnlyMemory<byte>[])[.. fragments.Take(3), new byte[64]]));
        var stored = Stored(image, TransferSyntaxUids.RLELossless);

        if (isWhole)
        {
            Assert.Throws<DicomFormatException>(() => Transcoder.OpenRead(stored, TransferSyntax.ExplicitVrLittleEndian, isWhole: true));
            return;
        }

        using var native = Transcoder.OpenRead(stored, TransferSyntax.ExplicitVrLittleEndian, isWhole: false);
        Assert.Throws<DicomFormatException>(() => native.CopyTo(Stream.Null));
    }

    [Fact]
    public void Frames_are_compressed_in_their_order_and_the_offset_table_says_where_they_begin()
    {
        var format = Formats.Of(17, 19);
        byte[][] frames = [.. Enumerable.Range(1, 40).Select(seed => Frames.Of(format, seed))];
        var image = Image(format, new RleEncoder(), frames);

        var compressed = Transcode(image, TransferSyntaxUids.RLELossless, TransferSyntaxUids.JPEGLosslessSV1, isWhole: false);

        var fragments = compressed.Find(Tags.PixelData)!.Fragments!;
        Assert.Equal(frames, fragments.Skip(1).Select(fragment => Frames.Decode(new LosslessJpegDecoder(), fragment.ToArray(), format)));
        Assert.Equal(
            fragments.Skip(1).Take(39).Aggregate(new List<int> { 0 }, (at, fragment) => [.. at, at[^1] + 8 + fragment.Length]),
            MemoryMarshal.Cast<byte, int>(fragments[0].Span).ToArray());
        Assert.Equal("1.2.3.4", compressed.GetString(Tags.SOPInstanceUID));
        Assert.Null(compressed.GetString(Tags.LossyImageCompression));
    }

    [Fact]
    public void Planes_and_shared_colours_of_native_images_become_pixels()
    {
        var format = Formats.Of(2, 4, samples: 3, allocated: 8);
        var planar = Image(format, new NativeFrameEncoder(), [[.. Enumerable.Range(0, 24).Select(i => (byte)i)]]);
        planar.Set(new DataElement(Tags.PixelData, Vr.OB, planar.Find(Tags.PixelData)!.Fragments![1]));
        planar.Set(Tags.PlanarConfiguration, (ushort)1);
        var shared = Image(format, new NativeFrameEncoder(), [[]]);
        shared.Set(Tags.PhotometricInterpretation, "YBR_FULL_422");
        shared.Set(new DataElement(Tags.PixelData, Vr.OB, (byte[])[1, 2, 50, 60, 3, 4, 51, 61, 5, 6, 52, 62, 7, 8, 53, 63]));

        var one = Transcode(planar, TransferSyntaxUids.ExplicitVRLittleEndian, TransferSyntaxUids.RLELossless, isWhole: false);
        var other = Transcode(shared, TransferSyntaxUids.ExplicitVRLittleEndian, TransferSyntaxUids.RLELossless, isWhole: false);

        Assert.Equal((0, "RGB"), (one.GetInt32(Tags.PlanarConfiguration), one.GetString(Tags.PhotometricInterpretation)));
        Assert.Equal([0, 8, 16, 1, 9, 17], FrameOf(one).Take(6));
        Assert.Equal("YBR_FULL", other.GetString(Tags.PhotometricInterpretation));
        Assert.Equal([1, 50, 60, 2, 50, 60, 3, 51, 61], FrameOf(other).Take(9));

        byte[] FrameOf(DataSet image) => Frames.Decode(new RleDecoder(), image.Find(Tags.PixelData)!.Fragments![1].ToArray(), format);
    }

    [Fact]
    public void What_is_compressed_with_loss_is_another_image_and_says_so()
    {
        var format = Formats.Of(64, 64, samples: 3, allocated: 8);
        var image = Image(format, new RleEncoder(), [Frames.Of(format)]);
        image.Set(Tags.ImageType, @"ORIGINAL\PRIMARY");
        if (!FrameEncoder.TryCreate(format, TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit), isLossy: true, out _, out _)) return;

        var (bytes, uid) = Transcoder.OpenLossy(Stored(image, TransferSyntaxUids.RLELossless), TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit));
        using var dataSet = bytes;
        var lossy = Read(dataSet, TransferSyntaxUids.JPEGBaseline8Bit);

        Assert.NotEqual("1.2.3.4", uid);
        Assert.Equal(uid, lossy.GetString(Tags.SOPInstanceUID));
        Assert.Equal("1.2.3.4", Assert.Single(lossy.GetItems(Tags.SourceImageSequence)).GetString(Tags.ReferencedSOPInstanceUID));
        Assert.Equal(("01", "ISO_10918_1"), (lossy.GetString(Tags.LossyImageCompression), lossy.GetString(Tags.LossyImageCompressionMethod)));
        Assert.Equal(["DERIVED", "PRIMARY"], lossy.GetStrings(Tags.ImageType));
        Assert.Equal("YBR_FULL_422", lossy.GetString(Tags.PhotometricInterpretation));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.5", true)]
    [InlineData("1.2.840.10008.1.2.4.57", true)]
    [InlineData("1.2.840.10008.1.2.4.50", true)]
    [InlineData("1.2.840.10008.1.2.4.102", false)]
    [InlineData("1.2.840.10008.1.2.4.112", false)]
    [InlineData("1.2.3.4", false)]
    [InlineData("1.2.840.10008.1.2.1", true)]
    public void What_can_be_decompressed_is_known_by_transfer_syntax(string uid, bool isRead) =>
        Assert.Equal(isRead, Transcoder.CanMake(TransferSyntax.Of(uid), TransferSyntax.ImplicitVrLittleEndian));

    private static DataSet Decompress(DataSet image, string uid) =>
        Transcode(image, uid, TransferSyntaxUids.ExplicitVRLittleEndian, isWhole: false);

    private static DataSet Transcode(DataSet image, string from, string to, bool isWhole)
    {
        using var transcoded = Transcoder.OpenRead(Stored(image, from), TransferSyntax.Of(to), isWhole);
        return Read(transcoded, to);
    }

    private static DataSet Read(Stream dataSet, string uid)
    {
        using var read = new MemoryStream();
        dataSet.CopyTo(read);
        return DataSetParser.ParseAll(read.ToArray(), TransferSyntax.Of(uid), ParsingBounds.Everything);
    }

    private static StoredDataSet Stored(DataSet image, string uid)
    {
        var stored = DataSetWriter.ToArray(image, TransferSyntax.Of(uid));
        return new StoredDataSet(
            TransferSyntax.Of(uid), () => new MemoryStream(stored), range => new MemoryStream(stored, (int)range.Offset, (int)range.Length));
    }

    private static DataSet Image(PixelFormat format, IFrameEncoder encoder, byte[][] frames)
    {
        var image = new DataSet();
        image.Set(Tags.SOPInstanceUID, "1.2.3.4");
        image.Set(Tags.PatientName, "DOE^JANE");
        image.Set(Tags.SamplesPerPixel, (ushort)format.SamplesPerPixel);
        image.Set(Tags.PhotometricInterpretation, format.Photometric);
        image.Set(Tags.NumberOfFrames, frames.Length.ToString(CultureInfo.InvariantCulture));
        image.Set(Tags.Rows, (ushort)format.Rows);
        image.Set(Tags.Columns, (ushort)format.Columns);
        image.Set(Tags.BitsAllocated, (ushort)format.BitsAllocated);
        image.Set(Tags.BitsStored, (ushort)format.BitsStored);
        image.Set(Tags.PixelRepresentation, (ushort)0);
        image.Set(new DataElement(
            Tags.PixelData, Vr.OB, (ReadOnlyMemory<byte>[])[default, .. frames.Select(frame => (ReadOnlyMemory<byte>)Frames.Encode(encoder, frame, format))]));
        return image;
    }
}
