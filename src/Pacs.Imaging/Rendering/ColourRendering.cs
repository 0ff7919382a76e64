namespace Pacs.Imaging.Rendering;

/// <summary>Makes red, green and blue of the colours that images have (PS3.3 §C.7.6.3.1.2).</summary>
internal static class ColourRendering
{
    /// <summary>Null when there is no such photometric interpretation of so many samples.</summary>
    public static Picture? Render(StoredSamples samples)
    {
        var format = samples.Format;
        return (format.Photometric, format.SamplesPerPixel) switch
        {
            ("YBR_FULL_422", 3) => Subsampled(samples, FromFull),
            ("YBR_PARTIAL_422", 3) => Subsampled(samples, FromPartial),
            ("YBR_FULL", 3) => PixelByPixel(samples, FromFull),
            ("YBR_PARTIAL", 3) => PixelByPixel(samples, FromPartial),
            ("RGB" or "YBR_RCT" or "YBR_ICT", 3) => PixelByPixel(samples, (red, green, blue) => (red, green, blue)),
            ("ARGB", 4) => FourByFour(samples, (_, red, green, blue) => (red, green, blue)),
            ("CMYK", 4) => FourByFour(samples, FromInks),
            _ => null,
        };
    }

    private static Picture PixelByPixel(StoredSamples samples, Func<byte, byte, byte, (byte, byte, byte)> convert)
    {
        var (picture, pixels, step, plane) = Begin(samples);
        for (var i = 0; i < pixels; i++)
        {
            var at = i * step;
            Put(picture, i, convert(samples.ByteAt(at), samples.ByteAt(at + plane), samples.ByteAt(at + (2 * plane))));
        }

        return picture;
    }

    private static Picture FourByFour(StoredSamples samples, Func<byte, byte, byte, byte, (byte, byte, byte)> convert)
    {
        var (picture, pixels, step, plane) = Begin(samples);
        for (var i = 0; i < pixels; i++)
        {
            var at = i * step;
            Put(picture, i, convert(
                samples.ByteAt(at), samples.ByteAt(at + plane), samples.ByteAt(at + (2 * plane)), samples.ByteAt(at + (3 * plane))));
        }

        return picture;
    }

    // Y1 Y2 CB CR: two pixels
    private static Picture Subsampled(StoredSamples samples, Func<byte, byte, byte, (byte, byte, byte)> convert)
    {
        var picture = new Picture(samples.Format.Columns, samples.Format.Rows, isGrey: false);
        var pixels = picture.Width * picture.Height;
        for (var i = 0; i + 1 < pixels; i += 2)
        {
            var (blue, red) = (samples.ByteAt((i * 2) + 2), samples.ByteAt((i * 2) + 3));
            Put(picture, i, convert(samples.ByteAt(i * 2), blue, red));
            Put(picture, i + 1, convert(samples.ByteAt((i * 2) + 1), blue, red));
        }

        return picture;
    }

    private static (Picture Picture, int Pixels, int Step, int Plane) Begin(StoredSamples samples)
    {
        var format = samples.Format;
        var pixels = format.Rows * format.Columns;
        return (
            new Picture(format.Columns, format.Rows, isGrey: false),
            pixels,
            format.IsPlanar ? 1 : format.SamplesPerPixel,
            format.IsPlanar ? pixels : 1);
    }

    /// <summary>CCIR 601-2, all 256 values used.</summary>
    private static (byte, byte, byte) FromFull(byte y, byte cb, byte cr) => (
        ByteOf(y + (1.402 * (cr - 128))),
        ByteOf(y - (0.344136 * (cb - 128)) - (0.714136 * (cr - 128))),
        ByteOf(y + (1.772 * (cb - 128))));

    /// <summary>CCIR 601-2, black being 16 and white 235.</summary>
    private static (byte, byte, byte) FromPartial(byte y, byte cb, byte cr) => (
        ByteOf((1.1644 * (y - 16)) + (1.5960 * (cr - 128))),
        ByteOf((1.1644 * (y - 16)) - (0.3917 * (cb - 128)) - (0.8130 * (cr - 128))),
        ByteOf((1.1644 * (y - 16)) + (2.0173 * (cb - 128))));

    private static (byte, byte, byte) FromInks(byte cyan, byte magenta, byte yellow, byte black) => (
        (byte)((255 - cyan) * (255 - black) / 255), (byte)((255 - magenta) * (255 - black) / 255), (byte)((255 - yellow) * (255 - black) / 255));

    private static byte ByteOf(double value) => (byte)Math.Clamp(Math.Round(value), 0, byte.MaxValue);

    private static void Put(Picture picture, int pixel, (byte Red, byte Green, byte Blue) colour)
    {
        var to = picture.Pixels.AsSpan(pixel * Picture.BytesPerColour, 3);
        (to[0], to[1], to[2]) = colour;
    }
}
