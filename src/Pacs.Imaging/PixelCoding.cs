using System.Diagnostics.CodeAnalysis;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Codecs;
using Pacs.Imaging.Codecs.Deflated;
using Pacs.Imaging.Codecs.Jpeg;
using Pacs.Imaging.Codecs.Jpeg2000;
using Pacs.Imaging.Codecs.JpegLs;
using Pacs.Imaging.Codecs.Rle;

namespace Pacs.Imaging;

/// <summary>Which codec reads the pixels of each transfer syntax.</summary>
internal static class PixelCoding
{
    private static readonly NativeFrameDecoder Native = new();
    private static readonly LosslessJpegDecoder LosslessJpeg = new();
    private static readonly DctJpegDecoder DctJpeg = new();
    private static readonly JpegLsDecoder JpegLs = new();
    private static readonly Jpeg2000Decoder Jpeg2000 = new();

    private static readonly Dictionary<string, (IFrameDecoder Decoder, NativeCodec? Needs)> Decoders = new(StringComparer.Ordinal)
    {
        [TransferSyntaxUids.EncapsulatedUncompressedExplicitVRLittleEndian] = (Native, null),
        [TransferSyntaxUids.JPEGBaseline8Bit] = (DctJpeg, null),
        [TransferSyntaxUids.JPEGExtended12Bit] = (DctJpeg, null),
        [TransferSyntaxUids.JPEGLossless] = (LosslessJpeg, null),
        [TransferSyntaxUids.JPEGLosslessSV1] = (LosslessJpeg, null),
        [TransferSyntaxUids.JPEGLSLossless] = (JpegLs, NativeCodec.CharLs),
        [TransferSyntaxUids.JPEGLSNearLossless] = (JpegLs, NativeCodec.CharLs),
        [TransferSyntaxUids.JPEG2000Lossless] = (Jpeg2000, NativeCodec.OpenJpeg),
        [TransferSyntaxUids.JPEG2000] = (Jpeg2000, NativeCodec.OpenJpeg),
        [TransferSyntaxUids.RLELossless] = (new RleDecoder(), null),
        [TransferSyntaxUids.DeflatedImageFrameCompression] = (new DeflatedFrameDecoder(), null),
    };

    /// <summary>
    /// The decoder of a transfer syntax; false, and the reason in words for the requester, when its pixels are not decoded here.
    /// </summary>
    public static bool TryGetDecoder(
        TransferSyntax syntax, [NotNullWhen(true)] out IFrameDecoder? decoder, [NotNullWhen(false)] out string? refusal)
    {
        decoder = null;
        refusal = $"{syntax.Name} is stored and sent as it is, not decoded";
        var known = syntax.IsEncapsulated ? Decoders.GetValueOrDefault(syntax.Uid) : (Native, null);
        if (known.Decoder is null) return false;

        refusal = $"{syntax.Name} is not decoded here: {known.Needs?.Library} is not installed";
        if (known.Needs is { IsPresent: false }) return false;

        (decoder, refusal) = (known.Decoder, null);
        return true;
    }
}
