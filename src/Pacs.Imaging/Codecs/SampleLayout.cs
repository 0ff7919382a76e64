using System.Buffers.Binary;

namespace Pacs.Imaging.Codecs;

/// <summary>Puts the numbers that decoders give into the places of samples.</summary>
internal static class SampleLayout
{
    /// <summary>
    /// Moves samples of so many bits to where each has <see cref="PixelFormat.BitsAllocated"/>, those of planes to their pixels,
    /// and fills what is above a signed one with its sign.
    /// </summary>
    /// <param name="decoded">A byte for each sample of up to 8 bits, otherwise two.</param>
    /// <param name="precision">Bits of a sample.</param>
    /// <param name="isPlanar">True when each component is by itself.</param>
    /// <param name="format">What is wanted; 8 or 16 bits allocated.</param>
    /// <param name="samples">Gets them.</param>
    public static void Spread(ReadOnlySpan<byte> decoded, int precision, bool isPlanar, PixelFormat format, Span<byte> samples)
    {
        var pixels = format.Rows * format.Columns;
        var components = format.SamplesPerPixel;
        for (var from = 0; from < pixels * components; from++)
        {
            var value = precision <= 8 ? decoded[from] : BinaryPrimitives.ReadUInt16LittleEndian(decoded[(from * 2)..]);
            var to = isPlanar ? ((from % pixels) * components) + (from / pixels) : from;
            Put(samples, to, WithSign(value, precision, format), format);
        }
    }

    public static void Put(Span<byte> samples, int index, int value, PixelFormat format)
    {
        if (format.BitsAllocated == 8) samples[index] = (byte)value;
        else BinaryPrimitives.WriteInt16LittleEndian(samples[(index * 2)..], (short)value);
    }

    private static int WithSign(int value, int precision, PixelFormat format) =>
        format.IsSigned ? value << (32 - precision) >> (32 - precision) : value;
}
