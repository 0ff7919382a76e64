using System.Buffers;
using System.Buffers.Binary;
using Pacs.Imaging.Codecs;

namespace Pacs.Imaging.Tests;

/// <summary>Frames made for tests, and what codecs make of them.</summary>
internal static class Frames
{
    /// <summary>Slopes, edges and noise, so that every kind of prediction is right and wrong somewhere; always the same.</summary>
    public static byte[] Of(PixelFormat format, int seed = 1)
    {
        var random = new Random(seed);
        var frame = new byte[format.FrameLength];
        if (format.BitsAllocated == 1)
        {
            random.NextBytes(frame);
            return frame;
        }

        Span<byte> bytes = stackalloc byte[sizeof(long)];
        var largest = (1L << format.BitsStored) - 1;
        for (var i = 0; i < frame.Length / format.BytesPerSample; i++)
        {
            var x = i / format.SamplesPerPixel % format.Columns;
            var y = i / format.SamplesPerPixel / format.Columns;
            var value = (x * 3) + (y * 5) + ((x + y) % 11 == 0 ? random.NextInt64(largest + 1) : random.Next(4));
            value &= largest;
            var unused = 64 - format.BitsStored;
            if (format.IsSigned) value = value << unused >> unused;
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            bytes[..format.BytesPerSample].CopyTo(frame.AsSpan(i * format.BytesPerSample));
        }

        return frame;
    }

    public static byte[] Encode(IFrameEncoder encoder, byte[] samples, PixelFormat format)
    {
        var codestream = new ArrayBufferWriter<byte>();
        encoder.Encode(samples, format, codestream);
        return codestream.WrittenSpan.ToArray();
    }

    public static byte[] Decode(IFrameDecoder decoder, byte[] codestream, PixelFormat format)
    {
        var samples = new byte[decoder.Decoded(format).FrameLength];
        decoder.Decode(codestream, format, samples);
        return samples;
    }
}
