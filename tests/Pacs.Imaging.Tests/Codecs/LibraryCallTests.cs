using Pacs.Dicom;
using Pacs.Imaging.Codecs;

namespace Pacs.Imaging.Tests.Codecs;

public sealed class LibraryCallTests
{
    [Fact]
    public void What_was_decoded_arrives()
    {
        var samples = new byte[3];

        LibraryCall.Decode([1, 2, 3], samples, static (input, output) => input.CopyTo(output, 0));

        Assert.Equal([1, 2, 3], samples);
    }

    [Fact]
    public void What_the_decoder_says_is_wrong_is_said()
    {
        var e = Assert.Throws<DicomFormatException>(
            () => LibraryCall.Decode([1], new byte[1], static (_, _) => throw new DicomFormatException("wrong")));

        Assert.Equal("wrong", e.Message);
    }

    [Fact]
    public void A_decoder_that_takes_too_long_is_left_behind()
    {
        using var isOver = new ManualResetEventSlim();
        var samples = new byte[3];

        var e = Assert.Throws<DicomFormatException>(() => LibraryCall.Decode(
            [1],
            samples,
            TimeSpan.FromMilliseconds(20),
            (_, output) =>
            {
                isOver.Wait();
                output.AsSpan().Fill(7);
            }));
        isOver.Set();

        Assert.Contains("took more than", e.Message, StringComparison.Ordinal);
        Assert.Equal([0, 0, 0], samples);
    }
}
