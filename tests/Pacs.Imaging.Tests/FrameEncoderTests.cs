using System.Buffers;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

namespace Pacs.Imaging.Tests;

public sealed class FrameEncoderTests
{
    public static TheoryData<string> Lossless =>
    [
        TransferSyntaxUids.EncapsulatedUncompressedExplicitVRLittleEndian, TransferSyntaxUids.JPEGLossless, TransferSyntaxUids.JPEGLosslessSV1,
        TransferSyntaxUids.JPEGLSLossless, TransferSyntaxUids.JPEGLSNearLossless, TransferSyntaxUids.JPEG2000Lossless,
        TransferSyntaxUids.JPEG2000, TransferSyntaxUids.HTJ2KLossless, TransferSyntaxUids.HTJ2KLosslessRPCL, TransferSyntaxUids.HTJ2K,
        TransferSyntaxUids.RLELossless, TransferSyntaxUids.DeflatedImageFrameCompression,
    ];

    [Theory]
    [MemberData(nameof(Lossless))]
    public void Without_loss_every_sample_comes_back(string uid)
    {
        PixelFormat[] formats =
        [
            Formats.Of(31, 43), Formats.Of(64, 64, stored: 12), Formats.Of(24, 24, stored: 12, isSigned: true), Formats.Of(9, 200, isSigned: true),
            Formats.Of(17, 29, samples: 3, allocated: 8), Formats.Of(40, 40, allocated: 8), Formats.Of(33, 7, stored: 8), Formats.Of(1, 1, allocated: 8),
            Formats.Of(40, 40, allocated: 8, stored: 6), Formats.Of(30, 20, allocated: 8, isSigned: true), Formats.Of(20, 20, samples: 3),
        ];
        foreach (var format in formats)
        {
            var samples = Frames.Of(format);
            if (Encode(samples, format, uid, isLossy: false) is not var (fragment, encoded)) return;

            Assert.Equal(0, fragment.Length % 2);
            var (decoded, native) = Decode(fragment, encoded, uid);
            Assert.Equal((format, samples.Length), (native, decoded.Length));
            Assert.True(samples.AsSpan().SequenceEqual(decoded), $"{format}");
        }
    }

    [Theory]
    [MemberData(nameof(Lossless))]
    public void What_stands_above_the_stored_bits_comes_back_as_well(string uid)
    {
        var format = Formats.Of(16, 16);
        var samples = Frames.Of(format);
        if (Encode(samples, format with { BitsStored = 12 }, uid, isLossy: false) is not var (fragment, encoded)) return;

        Assert.Equal(samples, Decode(fragment, encoded, uid).Samples);
    }

    [Theory]
    [InlineData(TransferSyntaxUids.JPEGBaseline8Bit, 3, "YBR_FULL_422", 60)]
    [InlineData(TransferSyntaxUids.JPEGBaseline8Bit, 1, "MONOCHROME2", 60)]
    [InlineData(TransferSyntaxUids.JPEGExtended12Bit, 1, "MONOCHROME2", 20)]
    [InlineData(TransferSyntaxUids.JPEGLSNearLossless, 3, "RGB", 2)]
    [InlineData(TransferSyntaxUids.JPEG2000, 3, "YBR_ICT", 60)]
    [InlineData(TransferSyntaxUids.HTJ2K, 3, "YBR_ICT", 10)]
    [InlineData(TransferSyntaxUids.HTJ2K, 1, "MONOCHROME2", 10)]
    public void With_loss_samples_come_back_about_as_they_were(string uid, int samplesPerPixel, string photometric, int most)
    {
        var format = Formats.Of(64, 64, samplesPerPixel, allocated: 8);
        var samples = new byte[format.FrameLength];
        for (var i = 0; i < samples.Length; i++) samples[i] = (byte)(64 + (i / samplesPerPixel % 64) + (i / samplesPerPixel / 64));

        if (Encode(samples, format, uid, isLossy: true) is not var (fragment, encoded)) return;

        var decoded = Decode(fragment, encoded, uid).Samples;
        Assert.Equal(photometric, encoded.Photometric);
        Assert.True(fragment.Length < samples.Length);
        Assert.InRange(samples.Zip(decoded, (was, now) => Math.Abs(was - now)).Max(), 0, most);
    }

    [Theory]
    [InlineData(TransferSyntaxUids.JPEGBaseline8Bit, false)]
    [InlineData(TransferSyntaxUids.RLELossless, true)]
    [InlineData(TransferSyntaxUids.MPEG2MPML, false)]
    public void What_cannot_be_made_is_refused_by_its_name(string uid, bool isLossy)
    {
        var syntax = TransferSyntax.Of(uid);

        Assert.False(FrameEncoder.TryCreate(Formats.Of(8, 8), syntax, isLossy, out _, out var refusal));
        Assert.Contains(syntax.Name, refusal, StringComparison.Ordinal);
    }

    /// <summary>Null where the library is missing.</summary>
    private static (byte[] Fragment, PixelFormat Encoded)? Encode(byte[] samples, PixelFormat format, string uid, bool isLossy)
    {
        if (!FrameEncoder.TryCreate(format, TransferSyntax.Of(uid), isLossy, out var encoder, out var refusal))
        {
            Assert.EndsWith("is not installed", refusal, StringComparison.Ordinal);
            return null;
        }

        var fragment = new ArrayBufferWriter<byte>();
        encoder.Encode(samples, fragment);
        return (fragment.WrittenSpan.ToArray(), encoder.Format);
    }

    private static (byte[] Samples, PixelFormat Format) Decode(byte[] fragment, PixelFormat format, string uid)
    {
        var image = new DataSet();
        image.Set(Tags.SamplesPerPixel, (ushort)format.SamplesPerPixel);
        image.Set(Tags.PhotometricInterpretation, format.Photometric);
        image.Set(Tags.Rows, (ushort)format.Rows);
        image.Set(Tags.Columns, (ushort)format.Columns);
        image.Set(Tags.BitsAllocated, (ushort)format.BitsAllocated);
        image.Set(Tags.BitsStored, (ushort)format.BitsStored);
        image.Set(Tags.PixelRepresentation, format.IsSigned ? (ushort)1 : (ushort)0);
        Assert.True(FrameDecoder.TryCreate(image, TransferSyntax.Of(uid), out var decoder, out var refusal), refusal);

        var samples = new byte[decoder.Format.FrameLength];
        decoder.Decode(fragment, samples);
        return (samples, decoder.Format);
    }
}
