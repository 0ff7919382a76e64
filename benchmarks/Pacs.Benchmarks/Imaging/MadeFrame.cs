using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Benchmarks.Imaging;

/// <summary>A frame of 512 by 512 pixels that compresses about as real ones do.</summary>
internal sealed record MadeFrame(byte[] Samples, DataSet Image)
{
    private const int Side = 512;

    /// <summary>A body in air, with the noise that a CT has: 12 bits of 16.</summary>
    public static MadeFrame Ct()
    {
        var random = new Random(1);
        var samples = new byte[Side * Side * 2];
        for (var i = 0; i < Side * Side; i++)
        {
            var (x, y) = ((i % Side) - (Side / 2), (i / Side) - (Side / 2));
            var isInside = (x * x) + (y * y * 2) < 200 * 200;
            var value = isInside ? 1040 + (int)(60 * Math.Sin(x / 23.0) * Math.Cos(y / 31.0)) + random.Next(-12, 13) : random.Next(4);
            BinaryPrimitives.WriteUInt16LittleEndian(samples.AsSpan(i * 2), (ushort)value);
        }

        return new MadeFrame(samples, Describe(1, 16, 12, "MONOCHROME2"));
    }

    /// <summary>Slow changes of colour, and the noise of a camera.</summary>
    public static MadeFrame Rgb()
    {
        var random = new Random(2);
        var samples = new byte[Side * Side * 3];
        for (var i = 0; i < samples.Length; i++)
        {
            var (x, y) = (i / 3 % Side, i / 3 / Side);
            samples[i] = (byte)(128 + (int)(90 * Math.Sin((x + (40 * (i % 3))) / 37.0) * Math.Cos(y / 41.0)) + random.Next(-3, 4));
        }

        return new MadeFrame(samples, Describe(3, 8, 8, "RGB"));
    }

    private static DataSet Describe(ushort samplesPerPixel, ushort allocated, ushort stored, string photometric)
    {
        var image = new DataSet();
        image.Set(Tags.SamplesPerPixel, samplesPerPixel);
        image.Set(Tags.PhotometricInterpretation, photometric);
        image.Set(Tags.Rows, Side);
        image.Set(Tags.Columns, Side);
        image.Set(Tags.BitsAllocated, allocated);
        image.Set(Tags.BitsStored, stored);
        image.Set(Tags.PixelRepresentation, (ushort)0);
        return image;
    }
}
