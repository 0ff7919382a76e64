using System.Buffers;
using System.Numerics;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// Writes what <see cref="LosslessJpegDecoder"/> reads: all components in one scan, with the Huffman code that suits the frame
/// best. DICOM's Process 14 SV1 has predictor 1 (PS3.5 §A.4.1).
/// </summary>
/// <param name="selection">The predictor, 1 to 7.</param>
/// <param name="restartRows">Rows between restart markers; 0 for none.</param>
internal sealed class LosslessJpegEncoder(int selection = 1, int restartRows = 0) : IFrameEncoder
{
    /// <summary>Of differences from 0 to 16 bits.</summary>
    private const int Categories = 17;

    public string? Refusal(PixelFormat format) => format switch
    {
        { BitsAllocated: not (8 or 16) } => "lossless JPEG has samples of 8 or 16 bits allocated",
        { IsSubsampled: true } => "lossless JPEG has all samples of each pixel",
        { Rows: > ushort.MaxValue } or { Columns: > ushort.MaxValue } => "a JPEG frame has at most 65535 rows and columns",
        _ => null,
    };

    public PixelFormat Encoded(PixelFormat format) => format;

    public void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream)
    {
        var precision = SampleLayout.PrecisionOf(samples, format);
        var differences = Differences(samples, format, precision);

        var frequencies = new long[Categories];
        foreach (var difference in differences) frequencies[CategoryOf(difference)]++;
        var code = new HuffmanCode(frequencies);

        var written = new ArrayBufferWriter<byte>((samples.Length / 2) + 1024);
        WriteHeaders(written, format, precision, code);
        WriteScan(written, format, differences, code);
        written.Write<byte>([0xFF, JpegMarker.EndOfImage]);
        codestream.Write(written.WrittenSpan);
        codestream.PadToEven(written.WrittenCount);
    }

    private ushort[] Differences(ReadOnlySpan<byte> samples, PixelFormat format, int precision)
    {
        var width = format.Columns * format.SamplesPerPixel;
        var differences = new ushort[width * format.Rows];
        var row = new ushort[width];
        var above = new ushort[width];
        for (var y = 0; y < format.Rows; y++)
        {
            for (var x = 0; x < width; x++)
            {
                row[x] = (ushort)(SampleLayout.Get(samples, (y * width) + x, precision, format) & ((1 << precision) - 1));
            }

            var isFirst = y == 0 || (restartRows > 0 && y % restartRows == 0);
            Prediction.Apply(
                row, isFirst ? [] : above, format.SamplesPerPixel, selection, 1 << (precision - 1), differences.AsSpan(y * width, width));
            (row, above) = (above, row);
        }

        return differences;
    }

    private void WriteHeaders(ArrayBufferWriter<byte> written, PixelFormat format, int precision, HuffmanCode code)
    {
        written.Write<byte>([0xFF, JpegMarker.StartOfImage]);

        // Names that decoders of others know to be red, green and blue, so that they convert nothing.
        ReadOnlySpan<byte> names = format is { SamplesPerPixel: 3, Photometric: "RGB" } ? "RGB"u8 : [1, 2, 3, 4];
        var frame = new ArrayBufferWriter<byte>();
        frame.Write<byte>([(byte)precision]);
        frame.WriteUInt16(format.Rows);
        frame.WriteUInt16(format.Columns);
        frame.Write<byte>([(byte)format.SamplesPerPixel]);
        for (var i = 0; i < format.SamplesPerPixel; i++) frame.Write<byte>([names[i], 0x11, 0]);
        written.WriteSegment(JpegMarker.Lossless, frame.WrittenSpan);

        var table = new ArrayBufferWriter<byte>();
        table.Write<byte>([(byte)0]);
        code.Write(table);
        written.WriteSegment(JpegMarker.HuffmanTables, table.WrittenSpan);

        if (restartRows > 0)
        {
            var interval = new ArrayBufferWriter<byte>();
            interval.WriteUInt16(checked((ushort)(restartRows * format.Columns)));
            written.WriteSegment(JpegMarker.RestartInterval, interval.WrittenSpan);
        }

        var scan = new ArrayBufferWriter<byte>();
        scan.Write<byte>([(byte)format.SamplesPerPixel]);
        for (var i = 0; i < format.SamplesPerPixel; i++) scan.Write<byte>([names[i], 0]);
        scan.Write<byte>([(byte)selection, 0, 0]);
        written.WriteSegment(JpegMarker.StartOfScan, scan.WrittenSpan);
    }

    private void WriteScan(ArrayBufferWriter<byte> written, PixelFormat format, ushort[] differences, HuffmanCode code)
    {
        var bits = new JpegBitWriter(written);
        var width = format.Columns * format.SamplesPerPixel;
        for (var i = 0; i < differences.Length; i++)
        {
            if (restartRows > 0 && i > 0 && i % (width * restartRows) == 0)
            {
                bits.Complete();
                written.Write<byte>([0xFF, (byte)(JpegMarker.FirstRestart + (((i / (width * restartRows)) - 1) & 7))]);
            }

            var difference = (short)differences[i];
            var category = CategoryOf(differences[i]);
            var (prefix, length) = code.Of(category);
            bits.Write((uint)prefix, length);
            if (category is 0 or 16) continue;

            var value = difference < 0 ? difference - 1 : difference;
            bits.Write((uint)(value & ((1 << category) - 1)), category);
        }

        bits.Complete();
    }

    private static int CategoryOf(ushort difference) => 32 - BitOperations.LeadingZeroCount((uint)Math.Abs((int)(short)difference));
}
