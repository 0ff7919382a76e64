using System.Buffers.Binary;
using Pacs.Dicom.Dictionary;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>The markers in front of a JPEG image (ISO 10918-1 §B.1).</summary>
internal static class JpegStart
{
    /// <summary>Null when it is no JPEG, or one of a process that DICOM has no transfer syntax for any more.</summary>
    // FFD8, then segments: FF, marker, 16-bit length that counts itself; a frame header is FFC0 to FFCF but C4, C8, CC
    public static CompressedPixels? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes is not [0xFF, 0xD8, ..]) return null;

        ImageFrame? frame = null;
        byte process = 0;
        var isRgb = false;
        for (var at = 2; at + 4 <= bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF)
            {
                at++; // fill
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || at + 2 + length > bytes.Length) return null;

            var segment = bytes.Slice(at + 4, length - 2);
            if (marker == 0xEE && segment.StartsWith("Adobe"u8) && segment.Length >= 12) isRgb = segment[11] == 0;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (segment.Length < 6) return null;
                process = marker;
                frame = new ImageFrame(
                    BinaryPrimitives.ReadUInt16BigEndian(segment[1..]),
                    BinaryPrimitives.ReadUInt16BigEndian(segment[3..]),
                    segment[5],
                    segment[0],
                    IsSigned: false,
                    ColorModel: "YBR_FULL_422");
            }

            if (marker == 0xDA)
            {
                return frame is { } found && SyntaxOf(process, segment) is { } syntax
                    ? new CompressedPixels
                    {
                        TransferSyntaxUid = syntax,
                        Frame = isRgb || process == 0xC3 ? found with { ColorModel = "RGB" } : found,
                    }
                    : null;
            }

            at += 2 + length;
        }

        return null;
    }

    private static string? SyntaxOf(byte process, ReadOnlySpan<byte> scan) => process switch
    {
        0xC0 => TransferSyntaxUids.JPEGBaseline8Bit,
        0xC1 => TransferSyntaxUids.JPEGExtended12Bit,
        0xC3 => IsFirstOrder(scan) ? TransferSyntaxUids.JPEGLosslessSV1 : TransferSyntaxUids.JPEGLossless,
        _ => null,
    };

    // count, two bytes per component, the predictor
    private static bool IsFirstOrder(ReadOnlySpan<byte> scan) =>
        scan.Length > 0 && scan.Length > 1 + (2 * scan[0]) && scan[1 + (2 * scan[0])] == 1;
}
