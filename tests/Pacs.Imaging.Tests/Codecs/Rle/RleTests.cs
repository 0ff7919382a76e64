using Pacs.Dicom;
using Pacs.Imaging.Codecs.Rle;

namespace Pacs.Imaging.Tests.Codecs.Rle;

public sealed class RleTests
{
    private static readonly RleDecoder Decoder = new();

    [Theory]
    [InlineData(1, 8)]
    [InlineData(1, 16)]
    [InlineData(1, 32)]
    [InlineData(3, 8)]
    [InlineData(3, 16)]
    [InlineData(1, 1)]
    public void What_was_packed_is_unpacked(int samples, int allocated)
    {
        var format = Formats.Of(37, 301, samples, allocated);
        var frame = Frames.Of(format);

        var codestream = Frames.Encode(new RleEncoder(), frame, format);

        Assert.Equal(frame, Frames.Decode(Decoder, codestream, format));
        Assert.Equal(0, codestream.Length % 2);
    }

    [Fact]
    public void Runs_and_literals_are_written_as_the_standard_says()
    {
        var format = Formats.Of(2, 5, allocated: 8);

        var codestream = Frames.Encode(new RleEncoder(), [7, 7, 7, 7, 7, 1, 2, 2, 3, 3], format);

        // Five times 7; then no three in a row: five as they are. Rows do not share runs.
        Assert.Equal([0xFC, 7, 4, 1, 2, 2, 3, 3], codestream[64..]);
        Assert.Equal([1, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0], codestream[..12]);
    }

    [Fact]
    public void The_most_significant_bytes_are_the_first_segment()
    {
        byte[] codestream = [.. Header(64, 66), 1, 0x11, 0x22, 1, 0xAA, 0xBB];
        codestream[8] = 67;

        Assert.Equal([0xAA, 0x11, 0xBB, 0x22], Frames.Decode(Decoder, codestream, Formats.Of(1, 2)));
    }

    [Fact]
    public void Padding_and_bytes_that_say_nothing_are_passed_over()
    {
        byte[] codestream = [.. Header(64), 0x80, 1, 5, 6, 0x80, 0xFF, 9, 0, 0, 0];

        Assert.Equal([5, 6, 9, 9], Frames.Decode(Decoder, codestream, Formats.Of(1, 4, allocated: 8)));
    }

    [Fact]
    public void A_segment_that_ends_early_is_no_image()
    {
        byte[] codestream = [.. Header(64), 3, 5, 6, 7];

        Assert.Throws<DicomFormatException>(() => Frames.Decode(Decoder, codestream, Formats.Of(1, 4, allocated: 8)));
    }

    [Theory]
    [InlineData(64, 5)]
    [InlineData(2000, 66)]
    [InlineData(10, 66)]
    public void Segments_outside_of_the_frame_are_refused(int first, int second)
    {
        byte[] codestream = [.. Header(first, second), 1, 5, 6, 1, 7, 8];

        Assert.Throws<DicomFormatException>(() => Frames.Decode(Decoder, codestream, Formats.Of(1, 2)));
    }

    [Fact]
    public void Other_segments_than_the_image_has_bytes_are_refused()
    {
        byte[] codestream = [.. Header(64), 1, 5, 6];

        var e = Assert.Throws<DicomFormatException>(() => Frames.Decode(Decoder, codestream, Formats.Of(1, 2)));

        Assert.Contains("1 segments where the image needs 2", e.Message, StringComparison.Ordinal);
    }

    private static byte[] Header(params int[] offsets)
    {
        int[] words = [offsets.Length, .. offsets, .. new int[15 - offsets.Length]];
        return [.. words.SelectMany(BitConverter.GetBytes)];
    }
}
