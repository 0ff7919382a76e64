using System.Buffers.Binary;
using Pacs.Dicom.Dictionary;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>The main header of a JPEG 2000 code stream, bare or in a JP2 file (ISO 15444-1 §A.4, §A.5, §I.4).</summary>
internal static class Jpeg2000Start
{
    private const uint CodeStreamBox = 0x6A703263; // jp2c
    private const ushort Siz = 0xFF51;
    private const ushort Cod = 0xFF52;
    private const ushort StartOfTile = 0xFF90;

    /// <summary>Null when it is none, or its code stream does not begin near the front.</summary>
    public static CompressedPixels? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0x4F, ..]) return ReadCodeStream(bytes, 0, null);

        // boxes: 32-bit length, type, [64-bit length when that is 1]; 0: to the end
        for (long at = 0; at + 16 <= bytes.Length;)
        {
            var box = bytes[(int)at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(box);
            var header = 8;
            if (length == 1)
            {
                length = BinaryPrimitives.ReadInt64BigEndian(box[8..]);
                header = 16;
            }

            if (BinaryPrimitives.ReadUInt32BigEndian(box[4..]) == CodeStreamBox)
            {
                return ReadCodeStream(box[header..], at + header, length == 0 ? null : length - header);
            }

            if (length < header || length > bytes.Length) return null;
            at += length;
        }

        return null;
    }

    private static CompressedPixels? ReadCodeStream(ReadOnlySpan<byte> bytes, long offset, long? length)
    {
        if (bytes is not [0xFF, 0x4F, ..] || length is < 2) return null;

        ImageFrame? frame = null;
        for (var at = 2; at + 4 <= bytes.Length;)
        {
            var marker = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
            var segmentLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (marker == StartOfTile || segmentLength < 2 || at + 2 + segmentLength > bytes.Length) return null;

            var segment = bytes.Slice(at + 4, segmentLength - 2);
            if (marker == Siz) frame = FrameOf(segment);
            if (marker == Cod && frame is { } found && segment.Length >= 10)
            {
                var isReversible = segment[9] == 1; // the 5-3 wavelet
                var isTransformed = segment[4] == 1;
                return new CompressedPixels
                {
                    TransferSyntaxUid = isReversible ? TransferSyntaxUids.JPEG2000Lossless : TransferSyntaxUids.JPEG2000,
                    Offset = offset,
                    Length = length,
                    Frame = found with { ColorModel = isTransformed ? (isReversible ? "YBR_RCT" : "YBR_ICT") : "RGB" },
                };
            }

            at += 2 + segmentLength;
        }

        return null;
    }

    // Rsiz 2, Xsiz 4, Ysiz 4, XOsiz 4, YOsiz 4, four tile values of 4, Csiz 2, then Ssiz XRsiz YRsiz per component
    private static ImageFrame? FrameOf(ReadOnlySpan<byte> siz)
    {
        if (siz.Length < 37) return null;

        var columns = BinaryPrimitives.ReadUInt32BigEndian(siz[2..]) - BinaryPrimitives.ReadUInt32BigEndian(siz[10..]);
        var rows = BinaryPrimitives.ReadUInt32BigEndian(siz[6..]) - BinaryPrimitives.ReadUInt32BigEndian(siz[14..]);
        var depth = siz[36];
        return rows is 0 or > ushort.MaxValue || columns is 0 or > ushort.MaxValue
            ? null
            : new ImageFrame(
                (ushort)rows,
                (ushort)columns,
                BinaryPrimitives.ReadUInt16BigEndian(siz[34..]),
                (ushort)((depth & 0x7F) + 1),
                (depth & 0x80) != 0,
                "RGB");
    }
}
