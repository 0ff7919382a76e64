using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>The media types of compressed frames (PS3.18 Tables 8.7.3-2 to 8.7.3-5), and their names of before 2016.</summary>
internal static class FrameMedia
{
    public const string OctetStream = "application/octet-stream";

    private static readonly string[] Jpeg = ["image/jpeg", "image/dicom+jpeg"];

    private static readonly string[] JpegLs = ["image/jls", "image/x-jls", "image/dicom+jpeg-ls"];

    private static readonly string[] Jpeg2000 = ["image/jp2", "image/dicom+jp2"];

    private static readonly string[] Jpeg2000Part2 = ["image/jpx", "image/dicom+jpx"];

    private static readonly string[] HighThroughput = ["image/jphc"];

    private static readonly string[] Rle = ["image/dicom-rle", "image/x-dicom-rle", "image/dicom+rle"];

    private static readonly string[] JpegXl = ["image/jxl"];

    private static readonly string[] Mpeg2 = ["video/mpeg"];

    private static readonly string[] Mpeg4 = ["video/mp4"];

    /// <summary>What frames are made in, as far as there are codecs for it.</summary>
    public static IReadOnlyList<TransferSyntax> Makeable { get; } =
    [
        .. new[]
        {
            TransferSyntaxUids.JPEGLosslessSV1, TransferSyntaxUids.JPEGLossless, TransferSyntaxUids.JPEGLSLossless,
            TransferSyntaxUids.JPEGLSNearLossless, TransferSyntaxUids.JPEG2000Lossless, TransferSyntaxUids.JPEG2000,
            TransferSyntaxUids.HTJ2KLossless, TransferSyntaxUids.HTJ2KLosslessRPCL, TransferSyntaxUids.HTJ2K, TransferSyntaxUids.RLELossless,
        }.Select(TransferSyntax.Of),
    ];

    /// <summary>True for what a media type without a transfer syntax means (PS3.18 Tables 8.7.3-2 to 8.7.3-5).</summary>
    public static bool IsDefault(TransferSyntax syntax) => syntax.Uid is
        TransferSyntaxUids.JPEGLosslessSV1 or TransferSyntaxUids.JPEGLSLossless or TransferSyntaxUids.JPEG2000Lossless or
        TransferSyntaxUids.HTJ2KLossless or TransferSyntaxUids.RLELossless;

    /// <summary>What a frame of this encoding is, the name of today first; none when it is samples, or has no media type.</summary>
    public static IReadOnlyList<string> NamesOf(TransferSyntax syntax) => syntax.Uid switch
    {
        TransferSyntaxUids.JPEGBaseline8Bit or TransferSyntaxUids.JPEGExtended12Bit or TransferSyntaxUids.JPEGLossless or
            TransferSyntaxUids.JPEGLosslessSV1 => Jpeg,
        TransferSyntaxUids.JPEGLSLossless or TransferSyntaxUids.JPEGLSNearLossless => JpegLs,
        TransferSyntaxUids.JPEG2000Lossless or TransferSyntaxUids.JPEG2000 => Jpeg2000,
        TransferSyntaxUids.JPEG2000MCLossless or TransferSyntaxUids.JPEG2000MC => Jpeg2000Part2,
        TransferSyntaxUids.HTJ2KLossless or TransferSyntaxUids.HTJ2KLosslessRPCL or TransferSyntaxUids.HTJ2K => HighThroughput,
        TransferSyntaxUids.RLELossless => Rle,
        TransferSyntaxUids.JPEGXLLossless or TransferSyntaxUids.JPEGXLJPEGRecompression or TransferSyntaxUids.JPEGXL => JpegXl,
        TransferSyntaxUids.MPEG2MPML or TransferSyntaxUids.MPEG2MPHL => Mpeg2,
        _ when syntax.IsVideo => Mpeg4,
        _ => [],
    };

    /// <summary>True when frames are samples in little endian byte order, once they are read.</summary>
    public static bool AreSamples(TransferSyntax syntax) =>
        !syntax.IsEncapsulated || syntax.Uid == TransferSyntaxUids.EncapsulatedUncompressedExplicitVRLittleEndian;
}
