using System.Globalization;
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

public sealed class DecompressionTests
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
    [InlineData("1.2.840.10008.1.2.5", true)]
    [InlineData("1.2.840.10008.1.2.4.57", true)]
    [InlineData("1.2.840.10008.1.2.4.50", true)]
    [InlineData("1.2.840.10008.1.2.4.102", false)]
    [InlineData("1.2.840.10008.1.2.4.112", false)]
    [InlineData("1.2.3.4", false)]
    [InlineData("1.2.840.10008.1.2.1", false)]
    public void What_can_be_decompressed_is_known_by_transfer_syntax(string uid, bool isRead) =>
        Assert.Equal(isRead, Decompression.Reads(TransferSyntax.Of(uid)));

    private static DataSet Decompress(DataSet image, string uid)
    {
        var stored = DataSetWriter.ToArray(image, TransferSyntax.Of(uid));
        using var native = Decompression.OpenRead(
            range => new MemoryStream(stored, (int)range.Offset, (int)range.Length), stored.Length, TransferSyntax.Of(uid));
        using var read = new MemoryStream();
        native.CopyTo(read);
        return DataSetParser.ParseAll(read.ToArray(), TransferSyntax.ExplicitVrLittleEndian, ParsingBounds.Everything);
    }

    private static DataSet Image(PixelFormat format, IFrameEncoder encoder, byte[][] frames)
    {
        var image = new DataSet();
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
