using Pacs.Dicom;
using Pacs.Imaging.Codecs.Jpeg;

namespace Pacs.Imaging.Tests.Codecs.Jpeg;

public sealed class LosslessJpegTests
{
    private static readonly LosslessJpegDecoder Decoder = new();

    [Theory]
    [InlineData(1, false, 0)]
    [InlineData(1, true, 4)]
    [InlineData(3, false, 1)]
    public void Every_predictor_gives_back_samples_of_every_precision(int samples, bool isSigned, int restartRows)
    {
        for (var precision = 2; precision <= 16; precision++)
        {
            var format = Formats.Of(23, 31, samples, precision > 8 ? 16 : 8, precision, isSigned);
            var frame = Frames.Of(format);
            for (var selection = 1; selection <= 7; selection++)
            {
                var codestream = Frames.Encode(new LosslessJpegEncoder(selection, restartRows), frame, format);

                Assert.Equal(frame, Frames.Decode(Decoder, codestream, format));
                Assert.Equal(0, codestream.Length % 2);
            }
        }
    }

    [Fact]
    public void Differences_of_all_sixteen_bits_are_kept()
    {
        var format = Formats.Of(2, 4);
        byte[] frame = [0, 0, 0, 0x80, 0, 0, 0xFF, 0xFF, 0, 0x80, 0, 0, 0xFF, 0x7F, 0, 0x80];

        Assert.Equal(frame, Frames.Decode(Decoder, Frames.Encode(new LosslessJpegEncoder(), frame, format), format));
    }

    [Fact]
    public void What_stands_above_the_stored_bits_is_kept()
    {
        var format = Formats.Of(8, 8, stored: 12);
        var frame = Frames.Of(Formats.Of(8, 8)); // an overlay in the four bits above

        Assert.Equal(frame, Frames.Decode(Decoder, Frames.Encode(new LosslessJpegEncoder(), frame, format), format));
    }

    [Fact]
    public void One_sample_all_over_needs_but_one_code()
    {
        var format = Formats.Of(300, 300, allocated: 8);
        var frame = new byte[format.FrameLength];
        frame.AsSpan().Fill(128);

        Assert.Equal(frame, Frames.Decode(Decoder, Frames.Encode(new LosslessJpegEncoder(), frame, format), format));
    }

    [Fact]
    public void Components_in_scans_of_their_own_are_put_together()
    {
        var format = Formats.Of(9, 13, samples: 3, allocated: 8);
        var frame = Frames.Of(format);
        byte[][] planes = [.. Enumerable.Range(0, 3).Select(plane => frame.Where((_, i) => i % 3 == plane).ToArray())];
        var one = format with { SamplesPerPixel = 1, Photometric = "MONOCHROME2" };

        byte[] codestream = [0xFF, 0xD8, 0xFF, 0xC3, 0, 17, 8, 0, 9, 0, 13, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0];
        for (var plane = 0; plane < 3; plane++)
        {
            var own = Frames.Encode(new LosslessJpegEncoder(selection: 2 + plane), planes[plane], one);
            var tables = own.AsSpan().IndexOf([(byte)0xFF, (byte)0xC4]);
            var scan = own.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);
            var end = own.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xD9]);
            own[scan + 5] = (byte)(plane + 1);
            codestream = [.. codestream, .. own[tables..end]];
        }

        Assert.Equal(frame, Frames.Decode(Decoder, [.. codestream, 0xFF, 0xD9], format));
    }

    [Fact]
    public void A_point_transform_shifts_samples_back()
    {
        var format = Formats.Of(1, 3, allocated: 8);

        // Predictor 1, transform 2: 32 expected of 6 bits; differences 0, -1, +1 in categories 0 ("0") and 1 ("10").
        byte[] codestream =
        [
            0xFF, 0xD8, 0xFF, 0xC3, 0, 11, 8, 0, 1, 0, 3, 1, 1, 0x11, 0,
            0xFF, 0xC4, 0, 21, 0, 1, 1, .. new byte[14], 0, 1,
            0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 0, 2,
            0b0_10_0_10_1_1, 0xFF, 0xD9,
        ];

        Assert.Equal([128, 124, 128], Frames.Decode(Decoder, codestream, format));
    }

    [Fact]
    public void A_frame_cut_anywhere_is_refused()
    {
        var format = Formats.Of(11, 17, samples: 3, allocated: 8);
        var whole = Frames.Encode(new LosslessJpegEncoder(restartRows: 2), Frames.Of(format), format);
        var end = whole.AsSpan().LastIndexOf([(byte)0xFF, (byte)0xD9]);

        for (var length = 0; length < end; length++)
        {
            Assert.Throws<DicomFormatException>(() => Frames.Decode(Decoder, whole[..length], format));
        }
    }

    [Theory]
    [InlineData(12, 17, 1, 16)]
    [InlineData(11, 18, 1, 16)]
    [InlineData(11, 17, 3, 16)]
    [InlineData(11, 17, 1, 8)]
    public void A_frame_that_is_not_what_the_data_set_says_is_refused(int rows, int columns, int samples, int allocated)
    {
        var format = Formats.Of(11, 17, stored: 12);
        var codestream = Frames.Encode(new LosslessJpegEncoder(), Frames.Of(format), format);

        Assert.Throws<DicomFormatException>(() => Frames.Decode(Decoder, codestream, Formats.Of(rows, columns, samples, allocated)));
    }
}
