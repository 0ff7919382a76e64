using System.Buffers.Binary;
using System.IO.Compression;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>A PNG of 8 bits, greys or colours, read by ourselves (ISO 15948).</summary>
internal sealed class PngPicture
{
    private const int Header = 8;

    private PngPicture(int width, int height, byte[][] rows)
    {
        Width = width;
        Height = height;
        Rows = rows;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The samples of each row.</summary>
    public byte[][] Rows { get; }

    public static PngPicture Read(byte[] file)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], file[..Header]);
        var (width, height, channels, data) = (0, 0, 0, new MemoryStream());
        for (var at = Header; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var chunk = file.AsSpan(at + 8, length);
            if (file.AsSpan(at + 4, 4).SequenceEqual("IHDR"u8))
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(chunk), BinaryPrimitives.ReadInt32BigEndian(chunk[4..]));
                Assert.Equal(8, chunk[8]);
                channels = chunk[9] switch { 0 => 1, 2 => 3, 6 => 4, var other => throw new InvalidDataException($"colour type {other}") };
            }
            else if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                data.Write(chunk);
            }

            at += 12 + length;
        }

        data.Position = 0;
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        return new PngPicture(width, height, Unfilter(inflated, width * channels, height, channels));
    }

    private static byte[][] Unfilter(ZLibStream lines, int length, int height, int step)
    {
        var rows = new byte[height][];
        for (var y = 0; y < height; y++)
        {
            var (filter, row, above) = (lines.ReadByte(), new byte[length], y > 0 ? rows[y - 1] : new byte[length]);
            lines.ReadExactly(row);
            for (var x = 0; x < length; x++)
            {
                var (left, corner) = x < step ? ((byte)0, (byte)0) : (row[x - step], above[x - step]);
                row[x] += filter switch
                {
                    0 => (byte)0,
                    1 => left,
                    2 => above[x],
                    3 => (byte)((left + above[x]) / 2),
                    _ => Paeth(left, above[x], corner),
                };
            }

            rows[y] = row;
        }

        return rows;
    }

    private static byte Paeth(byte left, byte above, byte corner)
    {
        var (byLeft, byAbove, byCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - (2 * corner)));
        return byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner;
    }
}
