using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Pixels;

public sealed class FrameTableTests
{
    private static readonly TransferSyntax Jpeg = TransferSyntax.Of(TransferSyntaxUids.JPEGBaseline8Bit);

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    [InlineData("1.2.840.10008.1.2.1.99")]
    public void Native_frames_follow_one_another_and_are_read_in_little_endian(string uid)
    {
        var pixels = Bytes(3 * 8);
        var dataSet = Encode(Image(3, rows: 2, columns: 2, bits: 16, new DataElement(Tags.PixelData, Vr.OW, pixels)), uid);

        Assert.Equal([pixels[..8], pixels[8..16], pixels[16..]], Frames(dataSet, uid));
    }

    [Fact]
    public void Frames_of_an_odd_size_are_read_from_big_endian_words_too()
    {
        var pixels = Bytes(10); // three frames of three bytes and the padding
        var uid = TransferSyntaxUids.ExplicitVRBigEndian;
        var dataSet = Encode(Image(3, rows: 1, columns: 3, bits: 8, new DataElement(Tags.PixelData, Vr.OW, pixels)), uid);

        Assert.Equal([pixels[..3], pixels[3..6], pixels[6..9]], Frames(dataSet, uid));
    }

    [Fact]
    public void Frames_of_single_bits_are_cut_out_of_the_bytes_they_share()
    {
        // Nine bits each, the first pixel lowest: 1_0000_0001, 0_1111_1110, 1_0101_0101.
        var bits = 0b1_0000_0001 | (0b0_1111_1110 << 9) | (0b1_0101_0101 << 18);
        var dataSet = Encode(
            Image(3, rows: 3, columns: 3, bits: 1, new DataElement(Tags.PixelData, Vr.OB, BitConverter.GetBytes(bits))),
            TransferSyntaxUids.ExplicitVRLittleEndian);

        Assert.Equal(
            [[0b0000_0001, 1], [0b1111_1110, 0], [0b0101_0101, 1]], Frames(dataSet, TransferSyntaxUids.ExplicitVRLittleEndian));
    }

    [Fact]
    public void Pixels_that_share_their_colour_are_two_bytes_each()
    {
        var image = Image(2, rows: 2, columns: 2, bits: 8, new DataElement(Tags.PixelData, Vr.OB, Bytes(16)));
        image.Set(Tags.SamplesPerPixel, 3);
        image.Set(Tags.PhotometricInterpretation, "YBR_FULL_422");

        var frames = Frames(Encode(image, TransferSyntaxUids.ExplicitVRLittleEndian), TransferSyntaxUids.ExplicitVRLittleEndian);

        Assert.Equal([8, 8], frames.Select(frame => frame.Length));
    }

    [Fact]
    public void Frames_that_were_never_written_are_not_there()
    {
        var dataSet = Encode(
            Image(4, rows: 2, columns: 2, bits: 8, new DataElement(Tags.PixelData, Vr.OB, Bytes(10))), TransferSyntaxUids.ExplicitVRLittleEndian);

        Assert.Equal(2, Read(dataSet, TransferSyntax.ExplicitVrLittleEndian).Count);
    }

    [Fact]
    [Trait("Conformance", "93")]
    public void One_fragment_per_frame_needs_no_offset_table()
    {
        byte[][] fragments = [Bytes(10), Bytes(20), Bytes(6)];

        Assert.Equal(fragments, Frames(Encapsulated(3, [], fragments), Jpeg.Uid));
    }

    [Fact]
    [Trait("Conformance", "93")]
    public void All_fragments_are_the_only_frame()
    {
        byte[][] fragments = [Bytes(10), Bytes(20)];

        Assert.Equal([[.. fragments[0], .. fragments[1]]], Frames(Encapsulated(1, [], fragments), Jpeg.Uid));
    }

    [Fact]
    public void An_offset_table_tells_where_frames_begin()
    {
        byte[][] fragments = [Bytes(10), Bytes(20), Bytes(6), Bytes(8)];

        Assert.Equal(
            [[.. fragments[0], .. fragments[1]], fragments[2], fragments[3]],
            Frames(Encapsulated(3, Offsets(sizeof(uint), 0, 18 + 28, 18 + 28 + 14), fragments), Jpeg.Uid));
    }

    [Fact]
    public void An_extended_offset_table_tells_it_too()
    {
        byte[][] fragments = [Bytes(10), Bytes(20), Bytes(6)];
        var image = EncapsulatedImage(2, [], fragments);
        image.Set(new DataElement(Tags.ExtendedOffsetTable, Vr.OV, Offsets(sizeof(ulong), 0, 18)));

        Assert.Equal([fragments[0], [.. fragments[1], .. fragments[2]]], Frames(Encode(image, Jpeg.Uid), Jpeg.Uid));
    }

    [Fact]
    [Trait("Conformance", "93")]
    public void Codestreams_tell_it_when_no_table_does_or_the_table_is_wrong()
    {
        byte[][] fragments = [[0xFF, 0xD8, 0xFF, 0xE0, 1, 2], Bytes(20), [0xFF, 0xD8, 0xFF, 0xDB, 3, 4], Bytes(4), Bytes(2)];
        byte[][] frames = [[.. fragments[0], .. fragments[1]], [.. fragments[2], .. fragments[3], .. fragments[4]]];

        Assert.Equal(frames, Frames(Encapsulated(2, [], fragments), Jpeg.Uid));
        Assert.Equal(frames, Frames(Encapsulated(2, Offsets(sizeof(uint), 0, 7), fragments), Jpeg.Uid));
    }

    [Fact]
    public void Fragments_that_nothing_divides_are_no_frames()
    {
        var table = Read(Encapsulated(2, [], [Bytes(10), Bytes(20), Bytes(6)]), Jpeg);

        Assert.Equal(0, table.Count);
        Assert.Contains("cannot be told apart", table.Flaw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.102")]
    [InlineData("1.2.840.10008.1.2.4.107")]
    public void Frames_of_a_video_are_not_apart(string uid) =>
        Assert.NotNull(Read(Encapsulated(2, [], [Bytes(10), Bytes(20)], uid), TransferSyntax.Of(uid)).Flaw);

    [Fact]
    public void What_is_no_image_has_no_frames() =>
        Assert.Contains("no pixel data", Read([], TransferSyntax.ExplicitVrLittleEndian).Flaw, StringComparison.Ordinal);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pixels_are_not_read_to_find_them(bool isEncapsulated)
    {
        var dataSet = isEncapsulated
            ? Encapsulated(20, [], [.. Enumerable.Repeat(Bytes(100_000), 20)])
            : Encode(
                Image(20, rows: 500, columns: 200, bits: 8, new DataElement(Tags.PixelData, Vr.OB, Bytes(2_000_000))),
                TransferSyntaxUids.ExplicitVRLittleEndian);
        using var stream = new CountingStream(dataSet);

        var table = FrameTable.Read(stream, isEncapsulated ? Jpeg : TransferSyntax.ExplicitVrLittleEndian);

        Assert.Equal(20, table.Count);
        Assert.InRange(stream.BytesRead, 1, 40_000);
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static DataSet Image(int frames, ushort rows, ushort columns, ushort bits, DataElement pixels)
    {
        var image = new DataSet();
        image.Set(Tags.SamplesPerPixel, 1);
        image.Set(Tags.PhotometricInterpretation, "MONOCHROME2");
        image.Set(Tags.NumberOfFrames, $"{frames}");
        image.Set(Tags.Rows, rows);
        image.Set(Tags.Columns, columns);
        image.Set(Tags.BitsAllocated, bits);
        image.Set(pixels);
        return image;
    }

    private static DataSet EncapsulatedImage(int frames, byte[] offsetTable, byte[][] fragments) => Image(
        frames, 8, 8, 8, new DataElement(Tags.PixelData, Vr.OB, [offsetTable, .. fragments.Select(fragment => (ReadOnlyMemory<byte>)fragment)]));

    private static byte[] Encapsulated(int frames, byte[] offsetTable, byte[][] fragments, string uid = TransferSyntaxUids.JPEGBaseline8Bit) =>
        Encode(EncapsulatedImage(frames, offsetTable, fragments), uid);

    private static byte[] Offsets(int size, params ulong[] offsets)
    {
        var table = new byte[size * offsets.Length];
        for (var i = 0; i < offsets.Length; i++)
        {
            if (size == sizeof(uint)) BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(i * size), (uint)offsets[i]);
            else BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(i * size), offsets[i]);
        }

        return table;
    }

    private static byte[] Encode(DataSet dataSet, string uid) => DataSetWriter.ToArray(dataSet, TransferSyntax.Of(uid));

    private static FrameTable Read(byte[] dataSet, TransferSyntax syntax) => FrameTable.Read(new MemoryStream(dataSet), syntax);

    private static List<byte[]> Frames(byte[] dataSet, string uid)
    {
        var syntax = TransferSyntax.Of(uid);
        var plain = syntax.IsDeflated
            ? DataSetWriter.ToArray(DataSetParser.ParseAll(dataSet, syntax), TransferSyntax.ExplicitVrLittleEndian)
            : dataSet;
        var table = Read(dataSet, syntax);
        Assert.Null(table.Flaw);
        var frames = new List<byte[]>();
        for (var i = 0; i < table.Count; i++)
        {
            using var frame = new MemoryStream();
            using (var bytes = table.OpenRead(i, range => new MemoryStream(plain, (int)range.Offset, (int)range.Length))) bytes.CopyTo(frame);
            Assert.Equal(table.LengthOf(i), frame.Length);
            frames.Add(frame.ToArray());
        }

        return frames;
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long BytesRead { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            BytesRead += read;
            return read;
        }
    }
}
