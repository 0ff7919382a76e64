using System.Buffers.Binary;

namespace Pacs.Imaging.Codecs;

/// <summary>Puts the numbers that decoders give into the places of samples, of 8 or 16 bits, and takes those for encoders from there.</summary>
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

    /// <summary>
    /// Bits that samples have to be encoded with so that they come back as they are: Bits Stored, unless something stands above
    /// them that is neither zero nor the sign.
    /// </summary>
    public static int PrecisionOf(ReadOnlySpan<byte> samples, PixelFormat format)
    {
        if (format.BitsStored < 2) return format.BitsAllocated; // which no codec takes
        if (format.BitsStored == format.BitsAllocated) return format.BitsStored;

        var mask = (1 << format.BitsAllocated) - 1;
        for (var i = 0; i < samples.Length / format.BytesPerSample; i++)
        {
            if ((Get(samples, i, format.BitsStored, format) & mask) != At(samples, i, format)) return format.BitsAllocated;
        }

        return format.BitsStored;
    }

    /// <summary>The value of a sample, of which so many bits count.</summary>
    public static int Get(ReadOnlySpan<byte> samples, int index, int precision, PixelFormat format) =>
        WithSign(At(samples, index, format) & ((1 << precision) - 1), precision, format);

    /// <summary>The lowest bits of samples, a byte for each of up to 8, otherwise two: what <see cref="Spread"/> takes.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> samples, int precision, PixelFormat format)
    {
        if (precision == format.BitsAllocated) return samples.ToArray();

        var count = samples.Length / format.BytesPerSample;
        var packed = new byte[precision <= 8 ? count : count * 2];
        var mask = (1 << precision) - 1;
        for (var i = 0; i < count; i++)
        {
            var value = At(samples, i, format) & mask;
            if (precision <= 8) packed[i] = (byte)value;
            else BinaryPrimitives.WriteUInt16LittleEndian(packed.AsSpan(i * 2), (ushort)value);
        }

        return packed;
    }

    private static int At(ReadOnlySpan<byte> samples, int index, PixelFormat format) =>
        format.BitsAllocated == 8 ? samples[index] : BinaryPrimitives.ReadUInt16LittleEndian(samples[(index * 2)..]);

    private static int WithSign(int value, int precision, PixelFormat format) =>
        format.IsSigned ? value << (32 - precision) >> (32 - precision) : value;
}
