using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>
/// JPEG 2000 with High-Throughput blocks (ITU-T T.814) by OpenJPH: one tile, resolution by resolution (RPCL), colours by the transform of
/// its own.
/// </summary>
/// <param name="isLossy">True when samples may come back a little different.</param>
/// <param name="tellsLengths">True for a TLM segment, which the transfer syntax with RPCL options asks for (PS3.5 §10.18).</param>
internal sealed class HighThroughputEncoder(bool isLossy, bool tellsLengths) : IFrameEncoder
{
    /// <summary>Of a usual image; the smallest resolution has to have at most 64 rows or columns (PS3.5 §10.18).</summary>
    private const int UsualLevels = 5;
    private const int LargestThumbnail = 64;

    private const int FirstComponent = 42; // SOC, SIZ, Lsiz, Rsiz, eight numbers of 32 bits, Csiz

    public string? Refusal(PixelFormat format) => Jpeg2000Encoder.RefusalOf(format);

    public PixelFormat Encoded(PixelFormat format) => Jpeg2000Encoder.EncodedOf(format, isLossy);

    public void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream)
    {
        var precision = SampleLayout.PrecisionOf(samples, format);
        var extension = format.SamplesPerPixel == 1 ? "pgm" : "ppm";
        var encoded = OpenJph.Compress(PortableMap(samples, precision, format), extension, samples.Length, Options(format));
        if (format.IsSigned) SetSigned(encoded, format.SamplesPerPixel);

        var header = TileLengths.HeaderLength(encoded);
        var lengths = tellsLengths ? TileLengths.Segment(encoded.AsSpan(header)) : [];
        codestream.Write(encoded.AsSpan(0, header));
        codestream.Write(lengths);
        codestream.Write(encoded.AsSpan(header));
        codestream.PadToEven(encoded.Length + lengths.Length);
    }

    /// <summary>Ssiz of each component, the highest bit of which tells of signs (T.800 §A.5.1).</summary>
    private static void SetSigned(Span<byte> codestream, int components)
    {
        for (var i = 0; i < components; i++) codestream[FirstComponent + (i * 3)] |= 0x80;
    }

    private IEnumerable<string> Options(PixelFormat format)
    {
        yield return "-num_decomps";
        yield return $"{LevelsOf(format)}";
        yield return "-reversible";
        yield return isLossy ? "false" : "true";
        yield return "-prog_order";
        yield return "RPCL";
        if (format.SamplesPerPixel == 1) yield break;

        yield return "-colour_trans";
        yield return format.Photometric == "RGB" ? "true" : "false";
    }

    /// <summary>Each halves the image: of a small one nothing would be left.</summary>
    private static int LevelsOf(PixelFormat format)
    {
        var (shorter, longer) = (Math.Min(format.Rows, format.Columns), Math.Max(format.Rows, format.Columns));
        var needed = BitOperations.Log2((uint)(longer - 1) / LargestThumbnail) + 1;
        return Math.Min(Math.Max(needed, UsualLevels), BitOperations.Log2((uint)shorter));
    }

    /// <summary>
    /// <c>P5</c> or <c>P6</c>, columns, rows, largest value; then samples pixel by pixel, those of more than 8 bits with the high byte
    /// first. It knows no signs: the smallest value becomes 0, which is where the codec puts it before it works on it (T.800 §G.1).
    /// </summary>
    private static byte[] PortableMap(ReadOnlySpan<byte> samples, int precision, PixelFormat format)
    {
        var header = System.Text.Encoding.ASCII.GetBytes(
            $"{(format.SamplesPerPixel == 1 ? "P5" : "P6")}\n{format.Columns} {format.Rows}\n{(1 << precision) - 1}\n");
        var count = samples.Length / format.BytesPerSample;
        var map = new byte[header.Length + (precision <= 8 ? count : count * 2)];
        header.CopyTo(map, 0);
        var lift = format.IsSigned ? 1 << (precision - 1) : 0;
        var values = map.AsSpan(header.Length);
        for (var i = 0; i < count; i++)
        {
            var value = SampleLayout.Get(samples, i, precision, format) + lift;
            if (precision <= 8) values[i] = (byte)value;
            else BinaryPrimitives.WriteUInt16BigEndian(values[(i * 2)..], (ushort)value);
        }

        return map;
    }
}
