namespace Pacs.Imaging.Rendering.Gif;

/// <summary>The colour tables of GIF pictures: 256 greys, or a cube of 252 colours that cover all evenly.</summary>
internal static class GifColours
{
    private const int Reds = 6, Greens = 7, Blues = 6;

    /// <summary>How much each pixel of four by four is rounded up rather than down, in sixteenths (Bayer).</summary>
    private static readonly byte[] Thresholds = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

    public static byte[] Greys { get; } = [.. Enumerable.Range(0, 256).SelectMany(grey => new byte[] { (byte)grey, (byte)grey, (byte)grey })];

    public static byte[] Cube { get; } = MakeCube();

    /// <summary>For each pixel the colour of <see cref="Cube"/> that is nearest, or one of the two nearest by turns.</summary>
    public static byte[] IndexesOf(Picture picture)
    {
        var indexes = new byte[picture.Width * picture.Height];
        for (var i = 0; i < indexes.Length; i++)
        {
            var pixel = picture.Pixels.AsSpan(i * Picture.BytesPerColour, 3);
            var threshold = Thresholds[(i / picture.Width % 4 * 4) + (i % picture.Width % 4)];
            indexes[i] = (byte)((((Level(pixel[0], Reds, threshold) * Greens) + Level(pixel[1], Greens, threshold)) * Blues) +
                Level(pixel[2], Blues, threshold));
        }

        return indexes;
    }

    private static int Level(byte value, int levels, byte threshold) => ((value * (levels - 1) * 16) + (255 * threshold) + 127) / (255 * 16);

    private static byte[] MakeCube()
    {
        var table = new byte[256 * 3];
        var at = 0;
        for (var red = 0; red < Reds; red++)
        {
            for (var green = 0; green < Greens; green++)
            {
                for (var blue = 0; blue < Blues; blue++)
                {
                    table[at++] = (byte)(red * 255 / (Reds - 1));
                    table[at++] = (byte)(green * 255 / (Greens - 1));
                    table[at++] = (byte)(blue * 255 / (Blues - 1));
                }
            }
        }

        return table;
    }
}
