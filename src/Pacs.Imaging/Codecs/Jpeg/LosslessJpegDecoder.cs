using System.Buffers.Binary;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// JPEG Lossless, Process 14 (ITU-T T.81 Annex H): Huffman coded differences from one of seven predictions, 2 to 16 bits, in one
/// scan or one for each component.
/// </summary>
internal sealed class LosslessJpegDecoder : IFrameDecoder
{
    /// <summary>The most bits of a difference: that of 16 is one number alone.</summary>
    private const byte LargestCategory = 16;

    public PixelFormat Decoded(PixelFormat stored) => stored.PixelByPixel();

    public void Decode(ReadOnlySpan<byte> codestream, PixelFormat stored, Span<byte> samples)
    {
        var segments = new JpegSegments(codestream);
        var tables = new HuffmanTable?[4];
        var restartInterval = 0;
        JpegFrame? frame = null;
        bool[] isDecoded = [];
        while (segments.Read())
        {
            switch (segments.Marker)
            {
                case JpegMarker.HuffmanTables:
                    HuffmanTable.ReadInto(segments.Body, tables, LargestCategory);
                    break;

                case JpegMarker.RestartInterval when segments.Body.Length >= 2:
                    restartInterval = BinaryPrimitives.ReadUInt16BigEndian(segments.Body);
                    break;

                case JpegMarker.StartOfScan when frame is not null:
                    var scan = LosslessScan.Parse(segments.Body, frame, tables);
                    foreach (var component in scan.Components) isDecoded[component] = true;
                    segments.Position = scan.Decode(codestream, segments.Position, RowsOf(restartInterval, frame), stored, samples);
                    break;

                case var marker when JpegMarker.IsStartOfFrame(marker):
                    if (frame is not null) throw new DicomFormatException("The frame has two JPEG frame headers.");
                    frame = FrameOf(marker, segments.Body, stored);
                    isDecoded = new bool[frame.Components.Length];
                    break;
            }

            if (isDecoded.Length > 0 && !isDecoded.Contains(false)) return;
        }

        throw JpegBits.EndsEarly();
    }

    private static JpegFrame FrameOf(byte marker, ReadOnlySpan<byte> body, PixelFormat stored)
    {
        if (marker != JpegMarker.Lossless)
        {
            throw new DicomFormatException($"The frame is {JpegMarker.ProcessOf(marker)} JPEG where its transfer syntax says lossless.");
        }

        var frame = JpegFrame.Parse(marker, body);
        frame.CheckAgainst(stored);
        if (stored.BitsAllocated is not (8 or 16) || frame.Precision is < 2 or > 16)
        {
            throw new DicomFormatException(
                $"Lossless JPEG of {frame.Precision} bits in {stored.BitsAllocated} allocated is not one of DICOM's.");
        }

        return !frame.IsSubsampled
            ? frame
            : throw new DicomFormatException("The lossless JPEG frame has components of different sizes.");
    }

    /// <summary>The interval counts samples of each component, and is whole rows (ITU-T T.81 §H.1.1).</summary>
    private static int RowsOf(int interval, JpegFrame frame) => interval % frame.Columns == 0
        ? interval / frame.Columns
        : throw new DicomFormatException($"The frame restarts after {interval} samples, which are not whole rows.");
}
