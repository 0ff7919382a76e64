using System.Buffers.Binary;

namespace Pacs.Imaging.Tests.References;

/// <summary>The values of a frame's samples, pixel by pixel, so that frames can be compared however they were laid out.</summary>
internal static class SampleValues
{
    /// <summary>What stands above the bits that are stored is no part of a value (PS3.5 §8.1.1).</summary>
    public static long[] Of(ReadOnlySpan<byte> frame, PixelFormat format)
    {
        if (format.BitsAllocated == 1)
        {
            var bits = new long[format.Rows * format.Columns];
            for (var i = 0; i < bits.Length; i++) bits[i] = (frame[i / 8] >> (i % 8)) & 1;
            return bits;
        }

        var pixels = format.Rows * format.Columns;
        var values = new long[frame.Length / format.BytesPerSample];
        for (var i = 0; i < values.Length; i++)
        {
            var at = i * format.BytesPerSample;
            if (format.IsPlanar && format.SamplesPerPixel > 1)
            {
                at = (((i % format.SamplesPerPixel) * pixels) + (i / format.SamplesPerPixel)) * format.BytesPerSample;
            }

            var place = frame.Slice(at, format.BytesPerSample);
            var value = format.BitsAllocated switch
            {
                8 => place[0],
                16 => BinaryPrimitives.ReadUInt16LittleEndian(place),
                32 => BinaryPrimitives.ReadUInt32LittleEndian(place),
                _ => BinaryPrimitives.ReadInt64LittleEndian(place),
            };
            var unused = 64 - format.BitsStored;
            values[i] = format.IsSigned ? value << unused >> unused : (long)((ulong)(value << unused) >> unused);
        }

        return values;
    }
}
