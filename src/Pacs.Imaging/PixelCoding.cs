using System.Diagnostics.CodeAnalysis;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Codecs;
using Pacs.Imaging.Codecs.Deflated;
using Pacs.Imaging.Codecs.Jpeg;
using Pacs.Imaging.Codecs.Jpeg2000;
using Pacs.Imaging.Codecs.JpegLs;
using Pacs.Imaging.Codecs.Rle;
using Pacs.Imaging.Workers;

namespace Pacs.Imaging;

/// <summary>Which codec reads and writes the pixels of each transfer syntax.</summary>
internal static class PixelCoding
{
    private static readonly NativeFrameDecoder Native = new();

    private static readonly FrameCodec LosslessJpeg = new(new LosslessJpegDecoder()) { Encoder = new LosslessJpegEncoder() };

    private static readonly FrameCodec DctJpeg = new(new DctJpegDecoder()) { IsLibrary = true };

    private static readonly FrameCodec JpegLs = new(new JpegLsDecoder())
    {
        IsLibrary = true,
        Needs = NativeCodec.CharLs,
        Encoder = new JpegLsEncoder(near: 0),
    };

    private static readonly FrameCodec Jpeg2000 = new(new Jpeg2000Decoder())
    {
        IsLibrary = true,
        Needs = NativeCodec.OpenJpeg,
        Encoder = new Jpeg2000Encoder(ratio: null),
    };

    private static readonly FrameCodec HighThroughput = Jpeg2000 with { Encoder = null, EncoderNeeds = NativeCodec.OpenJph };

    private static readonly Dictionary<string, FrameCodec> Codecs = new(StringComparer.Ordinal)
    {
        [TransferSyntaxUids.EncapsulatedUncompressedExplicitVRLittleEndian] = new(Native) { Encoder = new NativeFrameEncoder() },
        [TransferSyntaxUids.JPEGBaseline8Bit] = DctJpeg with
        {
            LossyEncoder = new TurboJpegEncoder(quality: 90),
            EncoderNeeds = NativeCodec.TurboJpeg,
        },
        [TransferSyntaxUids.JPEGExtended12Bit] = DctJpeg with { LossyEncoder = new DctJpegEncoder(quality: 90) },
        [TransferSyntaxUids.JPEGLossless] = LosslessJpeg,
        [TransferSyntaxUids.JPEGLosslessSV1] = LosslessJpeg,
        [TransferSyntaxUids.JPEGLSLossless] = JpegLs,
        [TransferSyntaxUids.JPEGLSNearLossless] = JpegLs with { LossyEncoder = new JpegLsEncoder(near: 2) },
        [TransferSyntaxUids.JPEG2000Lossless] = Jpeg2000,
        [TransferSyntaxUids.JPEG2000] = Jpeg2000 with { LossyEncoder = new Jpeg2000Encoder(ratio: 10) },
        [TransferSyntaxUids.HTJ2KLossless] = HighThroughput with { Encoder = new HighThroughputEncoder(isLossy: false, tellsLengths: false) },
        [TransferSyntaxUids.HTJ2KLosslessRPCL] = HighThroughput with { Encoder = new HighThroughputEncoder(isLossy: false, tellsLengths: true) },
        [TransferSyntaxUids.HTJ2K] = HighThroughput with
        {
            Encoder = new HighThroughputEncoder(isLossy: false, tellsLengths: false),
            LossyEncoder = new HighThroughputEncoder(isLossy: true, tellsLengths: false),
        },
        [TransferSyntaxUids.RLELossless] = new(new RleDecoder()) { Encoder = new RleEncoder() },
        [TransferSyntaxUids.DeflatedImageFrameCompression] = new(new DeflatedFrameDecoder()) { Encoder = new DeflatedFrameEncoder() },
    };

    /// <summary>
    /// The decoder of a transfer syntax; false, and the reason in words for the requester, when its pixels are not decoded here.
    /// </summary>
    public static bool TryGetDecoder(
        TransferSyntax syntax, [NotNullWhen(true)] out IFrameDecoder? decoder, [NotNullWhen(false)] out string? refusal)
    {
        (decoder, refusal) = (syntax.IsEncapsulated ? null : Native, null);
        if (decoder is not null) return true;

        if (!Codecs.TryGetValue(syntax.Uid, out var codec)) refusal = $"{syntax.Name} is stored and sent as it is, not decoded";
        else if (codec.Needs is { IsPresent: false } missing) refusal = $"{syntax.Name} is not decoded here: {missing.FileName} is not installed";
        else decoder = codec.IsLibrary ? new WorkerDecoder(syntax.Uid, codec.Decoder, CodecProcesses.All) : codec.Decoder;
        return decoder is not null;
    }

    /// <summary>
    /// The encoder of an encapsulated transfer syntax; false, and the reason in words for the requester, when nothing is compressed so here.
    /// </summary>
    internal static bool TryGetEncoder(
        TransferSyntax syntax, bool isLossy, [NotNullWhen(true)] out IFrameEncoder? encoder, [NotNullWhen(false)] out string? refusal)
    {
        (encoder, refusal) = (null, null);
        var codec = Codecs.GetValueOrDefault(syntax.Uid);
        if ((isLossy ? codec?.LossyEncoder : codec?.Encoder) is not { } here || codec is null)
        {
            refusal = $"Nothing is compressed to {syntax.Name} {(isLossy ? "with" : "without")} loss here";
        }
        else if (new[] { codec.Needs, codec.EncoderNeeds }.FirstOrDefault(needed => needed is { IsPresent: false }) is { } missing)
        {
            refusal = $"Nothing is compressed to {syntax.Name} here: {missing.FileName} is not installed";
        }
        else
        {
            encoder = codec.EncoderIsLibrary ? new WorkerEncoder(syntax.Uid, isLossy, here, CodecProcesses.All) : here;
        }

        return encoder is not null;
    }

    /// <summary>True for a transfer syntax in which samples may have changed, whether or not they have.</summary>
    internal static bool MayLose(TransferSyntax syntax) => Codecs.GetValueOrDefault(syntax.Uid)?.LossyEncoder is not null;

    /// <summary>The codec of an encapsulated transfer syntax, working in this process.</summary>
    internal static FrameCodec Here(string syntaxUid) => Codecs[syntaxUid];
}
