using Pacs.Dicom;
using Pacs.Imaging.Codecs.Deflated;

namespace Pacs.Imaging.Tests.Codecs.Deflated;

public sealed class DeflatedFrameTests
{
    private static readonly DeflatedFrameDecoder Decoder = new();

    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 16)]
    [InlineData(1, 1)]
    public void What_was_deflated_is_inflated(int samples, int allocated)
    {
        var format = Formats.Of(33, 57, samples, allocated);
        var frame = Frames.Of(format);

        var codestream = Frames.Encode(new DeflatedFrameEncoder(), frame, format);

        Assert.Equal(frame, Frames.Decode(Decoder, codestream, format));
        Assert.Equal(0, codestream.Length % 2);
    }

    [Theory]
    [InlineData(32, 57)]
    [InlineData(34, 57)]
    public void More_or_less_than_the_image_says_is_refused(int rows, int columns)
    {
        var format = Formats.Of(33, 57);
        var codestream = Frames.Encode(new DeflatedFrameEncoder(), Frames.Of(format), format);

        Assert.Throws<DicomFormatException>(() => Frames.Decode(Decoder, codestream, Formats.Of(rows, columns)));
    }

    [Fact]
    public void What_is_not_deflated_is_refused() =>
        Assert.Throws<DicomFormatException>(() => Frames.Decode(Decoder, [0xFF, 0xFF, 0xFF, 0xFF], Formats.Of(2, 2)));
}
