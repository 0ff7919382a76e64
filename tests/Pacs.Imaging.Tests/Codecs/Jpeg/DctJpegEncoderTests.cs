using System.Buffers.Binary;
using Pacs.Dicom;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Codecs.Jpeg;

namespace Pacs.Imaging.Tests.Codecs.Jpeg;

/// <summary>Read again by JpegLibrary, and those of 8 bits by libjpeg-turbo; the conformance tests have dcmtk read them.</summary>
public sealed class DctJpegEncoderTests
{
    /// <summary>Half of each step of Table K.1, a fifth of which quality 90 has: their root mean square, and half a sample of rounding.</summary>
    private const double LargestAt90 = 7.5;

    private const double LargestAt100 = 1;

    [Theory]
    [InlineData(16, 12)]
    [InlineData(16, 10)]
    [InlineData(8, 8)]
    [InlineData(8, 6)]
    public void Samples_come_back_within_what_the_steps_take(int allocated, int stored)
    {
        foreach (var (rows, columns) in ((int, int)[])[(64, 64), (17, 23), (1, 1), (8, 300), (301, 7)])
        {
            var format = Formats.Of(rows, columns, allocated: allocated, stored: stored);
            foreach (var (name, samples) in Images(format))
            {
                foreach (var (quality, largest) in ((int, double)[])[(90, LargestAt90), (100, LargestAt100)])
                {
                    var difference = Difference(samples, Roundtrip(quality, samples, format), format);
                    Assert.True(difference <= largest, $"{name}, {rows} x {columns}, quality {quality}: {difference}");
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2048)]
    [InlineData(4095)]
    public void One_sample_all_over_comes_back_as_it_was_in_a_few_bytes(int value)
    {
        var format = Formats.Of(333, 250, stored: 12);
        var samples = Filled(format, _ => value);
        var codestream = Frames.Encode(new DctJpegEncoder(90), samples, format);

        Assert.InRange(Difference(samples, Frames.Decode(new DctJpegDecoder(), codestream, format), format), 0, 1);
        Assert.InRange(codestream.Length, 0, 600);
    }

    [Fact]
    public void Black_beside_white_in_every_block_has_the_largest_symbols_and_is_kept()
    {
        var format = Formats.Of(64, 64, stored: 12);
        var samples = Filled(format, i => ((i / 8) + (i / 64 / 8)) % 2 == 0 ? 0 : 4095);

        Assert.InRange(Difference(samples, Roundtrip(100, samples, format), format), 0, LargestAt100);
    }

    [Fact]
    public void Lower_quality_has_fewer_bytes()
    {
        var format = Formats.Of(128, 128, stored: 12);
        var samples = Frames.Of(format);
        int[] lengths = [.. new[] { 1, 30, 60, 90, 100 }.Select(quality => Frames.Encode(new DctJpegEncoder(quality), samples, format).Length)];

        Assert.Equal(lengths.Order(), lengths);
        Assert.True(lengths[0] * 3 < lengths[^1]);
    }

    [Fact]
    public void It_is_process_4_with_all_of_its_bits_stored()
    {
        var format = Formats.Of(20, 30, stored: 10);
        var encoder = new DctJpegEncoder(90);
        var frame = JpegFrame.Find(Frames.Encode(encoder, Frames.Of(format), format));

        Assert.Equal((JpegMarker.Extended, 12, 20, 30), (frame.Marker, frame.Precision, frame.Rows, frame.Columns));
        Assert.Equal(12, encoder.Encoded(format).BitsStored);
    }

    [Fact]
    public void What_stands_above_the_stored_bits_would_be_lost_and_is_refused()
    {
        var format = Formats.Of(8, 8, stored: 12);
        var samples = Filled(format, i => i == 40 ? 0x1000 : 100); // an overlay in the bits above

        Assert.Throws<DicomFormatException>(() => Frames.Encode(new DctJpegEncoder(90), samples, format));
    }

    [Theory]
    [InlineData(1, 16, 13, false, "of 13 bits")]
    [InlineData(1, 16, 16, false, "of 16 bits")]
    [InlineData(1, 16, 12, true, "signed")]
    [InlineData(1, 32, 12, false, "32 allocated")]
    [InlineData(3, 8, 8, false, "RGB")]
    public void What_it_has_no_room_for_is_refused(int samples, int allocated, int stored, bool isSigned, string why)
    {
        var syntax = TransferSyntax.Of(TransferSyntaxUids.JPEGExtended12Bit);

        Assert.False(FrameEncoder.TryCreate(Formats.Of(8, 8, samples, allocated, stored, isSigned), syntax, isLossy: true, out _, out var refusal));
        Assert.Contains(syntax.Name, refusal, StringComparison.Ordinal);
        Assert.Contains(why, refusal, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, byte[] Samples)> Images(PixelFormat format)
    {
        var largest = (1 << format.BitsStored) - 1;
        var random = new Random(3);
        yield return ("slopes and edges", Frames.Of(format));
        yield return ("noise", Filled(format, _ => random.Next(largest + 1)));
        yield return ("a slow slope", Filled(format, i => (i % format.Columns) + (i / format.Columns)));
    }

    private static byte[] Filled(PixelFormat format, Func<int, int> value)
    {
        var samples = new byte[format.FrameLength];
        for (var i = 0; i < format.Rows * format.Columns; i++)
        {
            if (format.BitsAllocated == 8) samples[i] = (byte)(value(i) & ((1 << format.BitsStored) - 1));
            else BinaryPrimitives.WriteUInt16LittleEndian(samples.AsSpan(i * 2), (ushort)value(i));
        }

        return samples;
    }

    private static byte[] Roundtrip(int quality, byte[] samples, PixelFormat format)
    {
        var encoder = new DctJpegEncoder(quality);
        var codestream = Frames.Encode(encoder, samples, format);
        Assert.Equal(0, codestream.Length % 2);
        return Frames.Decode(new DctJpegDecoder(), codestream, encoder.Encoded(format));
    }

    /// <summary>The root of the mean square.</summary>
    private static double Difference(byte[] one, byte[] other, PixelFormat format) => Math.Sqrt(
        Enumerable.Range(0, format.Rows * format.Columns).Select(i => (double)At(one, i, format) - At(other, i, format)).Average(difference => difference * difference));

    private static int At(byte[] samples, int index, PixelFormat format) =>
        format.BitsAllocated == 8 ? samples[index] : BinaryPrimitives.ReadUInt16LittleEndian(samples.AsSpan(index * 2));
}
