using System.Buffers;
using System.Buffers.Binary;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// JPEG Extended sequential of grey images (ITU-T T.81 Annex F): Process 4, of 12 bits, and of samples with 8 bits allocated Process 2.
/// The Huffman codes are those that suit the frame best: the usual ones of Annex K have no symbols for what 12 bits give rise to.
/// </summary>
/// <param name="quality">From 1 to 100: the scale of libjpeg, whose steps are the same for 12 bits as for 8.</param>
internal sealed class DctJpegEncoder(int quality) : IFrameEncoder
{
    private const int BlockSize = ForwardDct.BlockSize, BlockLength = ForwardDct.BlockLength;

    /// <summary>ITU-T T.81 Table K.1, scaled.</summary>
    private readonly byte[] _steps = StepsOf(quality);

    public string? Refusal(PixelFormat format) => format switch
    {
        { IsSigned: true } => "JPEG Extended has unsigned samples", // PS3.5 §8.2.1
        { BitsAllocated: not (8 or 16) } or { BitsStored: > 12 } =>
            $"JPEG Extended has samples of 8 or 12 bits, not of {format.BitsStored} bits in {format.BitsAllocated} allocated",
        { SamplesPerPixel: not 1 } or { Photometric: not ("MONOCHROME1" or "MONOCHROME2") } =>
            $"JPEG Extended is made of grey images, not of {format.Photometric}",
        { Rows: > ushort.MaxValue } or { Columns: > ushort.MaxValue } => "a JPEG frame has at most 65535 rows and columns",
        _ => null,
    };

    /// <summary>Samples may come back a little larger than they were, so that all bits of the process are stored (PS3.5 §8.2.1).</summary>
    public PixelFormat Encoded(PixelFormat format) => format with { BitsStored = PrecisionOf(format) };

    public void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream)
    {
        var coefficients = Transform(samples, format);
        var (differences, others) = CodesOf(coefficients);

        var written = new ArrayBufferWriter<byte>((samples.Length / 4) + 1024);
        WriteHeaders(written, format, differences, others);
        WriteScan(written, coefficients, differences, others);
        written.Write<byte>([0xFF, JpegMarker.EndOfImage]);
        codestream.Write(written.WrittenSpan);
        codestream.PadToEven(written.WrittenCount);
    }

    private static int PrecisionOf(PixelFormat format) => format.BitsAllocated == 8 ? 8 : 12;

    private static byte[] StepsOf(int quality)
    {
        ReadOnlySpan<byte> luminance =
        [
            16, 11, 10, 16, 24, 40, 51, 61,
            12, 12, 14, 19, 26, 58, 60, 55,
            14, 13, 16, 24, 40, 57, 69, 56,
            14, 17, 22, 29, 51, 87, 80, 62,
            18, 22, 37, 56, 68, 109, 103, 77,
            24, 35, 55, 64, 81, 104, 113, 92,
            49, 64, 78, 87, 103, 121, 120, 101,
            72, 92, 95, 98, 112, 100, 103, 99,
        ];
        var percent = quality < 50 ? 5000 / quality : 200 - (quality * 2);
        var steps = new byte[BlockLength];
        for (var i = 0; i < steps.Length; i++) steps[i] = (byte)Math.Clamp(((luminance[i] * percent) + 50) / 100, 1, byte.MaxValue);
        return steps;
    }

    /// <summary>The coefficients of all blocks, quantized; one that reaches beyond the frame goes on with its last samples (ITU-T T.81 §A.2.4).</summary>
    private short[] Transform(ReadOnlySpan<byte> samples, PixelFormat format)
    {
        var dct = new ForwardDct(_steps);
        var across = (format.Columns + BlockSize - 1) / BlockSize;
        var down = (format.Rows + BlockSize - 1) / BlockSize;
        var stride = across * BlockSize;
        var strip = new float[stride * BlockSize];
        var coefficients = new short[across * down * BlockLength];
        for (var block = 0; block < across * down; block++)
        {
            if (block % across == 0)
            {
                for (var row = 0; row < BlockSize; row++)
                {
                    var y = Math.Min((block / across * BlockSize) + row, format.Rows - 1);
                    ReadRow(samples.Slice(y * format.Columns * format.BytesPerSample), format, strip.AsSpan(row * stride, stride));
                }
            }

            dct.Transform(strip.AsSpan(block % across * BlockSize), stride, coefficients.AsSpan(block * BlockLength, BlockLength));
        }

        return coefficients;
    }

    private static void ReadRow(ReadOnlySpan<byte> samples, PixelFormat format, Span<float> row)
    {
        var middle = 1 << (PrecisionOf(format) - 1);
        var seen = 0;
        for (var x = 0; x < format.Columns; x++)
        {
            int value = format.BitsAllocated == 8 ? samples[x] : BinaryPrimitives.ReadUInt16LittleEndian(samples[(x * 2)..]);
            seen |= value;
            row[x] = value - middle;
        }

        if (seen >> format.BitsStored != 0)
        {
            throw new DicomFormatException($"The frame has something above the {format.BitsStored} bits of its samples, which JPEG Extended does not keep.");
        }

        row[format.Columns..].Fill(row[format.Columns - 1]);
    }

    private static (HuffmanCode Differences, HuffmanCode Others) CodesOf(ReadOnlySpan<short> coefficients)
    {
        var (differences, others) = (new long[BlockCoding.Symbols], new long[BlockCoding.Symbols]);
        Span<(byte Symbol, ushort Bits)> codes = stackalloc (byte, ushort)[BlockLength];
        var former = 0;
        for (var at = 0; at < coefficients.Length; at += BlockLength)
        {
            var count = BlockCoding.Read(coefficients.Slice(at, BlockLength), former, codes);
            differences[codes[0].Symbol]++;
            foreach (var (symbol, _) in codes[1..count]) others[symbol]++;
            former = coefficients[at];
        }

        if (!others.AsSpan().ContainsAnyExcept(0)) others[0] = 1; // a table has one symbol at least
        return (new HuffmanCode(differences), new HuffmanCode(others));
    }

    private void WriteHeaders(ArrayBufferWriter<byte> written, PixelFormat format, HuffmanCode differences, HuffmanCode others)
    {
        written.Write<byte>([0xFF, JpegMarker.StartOfImage]);

        var steps = new byte[1 + BlockLength];
        for (var i = 0; i < BlockLength; i++) steps[1 + i] = _steps[BlockCoding.ZigZag[i]];
        written.WriteSegment(JpegMarker.QuantizationTables, steps);

        var frame = new ArrayBufferWriter<byte>();
        frame.Write<byte>([(byte)PrecisionOf(format)]);
        frame.WriteUInt16(format.Rows);
        frame.WriteUInt16(format.Columns);
        frame.Write<byte>([1, 1, 0x11, 0]);
        written.WriteSegment(JpegMarker.Extended, frame.WrittenSpan);

        var tables = new ArrayBufferWriter<byte>();
        tables.Write<byte>([(byte)0x00]);
        differences.Write(tables);
        tables.Write<byte>([(byte)0x10]);
        others.Write(tables);
        written.WriteSegment(JpegMarker.HuffmanTables, tables.WrittenSpan);

        written.WriteSegment(JpegMarker.StartOfScan, [1, 1, 0x00, 0, BlockLength - 1, 0]);
    }

    private static void WriteScan(ArrayBufferWriter<byte> written, ReadOnlySpan<short> coefficients, HuffmanCode differences, HuffmanCode others)
    {
        var bits = new JpegBitWriter(written);
        Span<(byte Symbol, ushort Bits)> codes = stackalloc (byte, ushort)[BlockLength];
        var former = 0;
        for (var at = 0; at < coefficients.Length; at += BlockLength)
        {
            var count = BlockCoding.Read(coefficients.Slice(at, BlockLength), former, codes);
            for (var i = 0; i < count; i++)
            {
                var (symbol, value) = codes[i];
                var (prefix, length) = (i == 0 ? differences : others).Of(symbol);
                var more = symbol & 0xF;
                bits.Write(((uint)prefix << more) | value, length + more);
            }

            former = coefficients[at];
        }

        bits.Complete();
    }
}
