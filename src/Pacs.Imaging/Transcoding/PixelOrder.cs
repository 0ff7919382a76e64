namespace Pacs.Imaging.Transcoding;

/// <summary>Puts the samples of each pixel side by side (PS3.3 §C.7.6.3.1.3) and gives each its own colour (§C.7.6.3.1.2).</summary>
internal static class PixelOrder
{
    /// <param name="samples">A frame.</param>
    /// <param name="from">How they stand.</param>
    /// <param name="to">What is wanted: <paramref name="from"/>, pixel by pixel.</param>
    public static byte[] ByPixel(byte[] samples, PixelFormat from, PixelFormat to)
    {
        if (from.IsSubsampled) return Widen(samples, to);
        return from.IsPlanar && from.SamplesPerPixel > 1 ? Interleave(samples, to) : samples;
    }

    // Y1 Y2 CB CR of each two pixels becomes Y1 CB CR Y2 CB CR; rows of odd length end with one pixel's Y CB CR and a byte more.
    private static byte[] Widen(byte[] samples, PixelFormat to)
    {
        var widened = new byte[to.FrameLength];
        var bytes = to.BytesPerSample;
        for (var pixel = 0; pixel < to.Rows * to.Columns; pixel++)
        {
            var pair = samples.AsSpan(pixel / 2 * 4 * bytes);
            var place = widened.AsSpan(pixel * 3 * bytes);
            pair.Slice(pixel % 2 * bytes, bytes).CopyTo(place);
            pair.Slice(2 * bytes, 2 * bytes).CopyTo(place[bytes..]);
        }

        return widened;
    }

    private static byte[] Interleave(byte[] samples, PixelFormat to)
    {
        var interleaved = new byte[samples.Length];
        var (pixels, bytes) = (to.Rows * to.Columns, to.BytesPerSample);
        for (var sample = 0; sample < to.SamplesPerPixel; sample++)
        {
            var plane = samples.AsSpan(sample * pixels * bytes);
            for (var (pixel, at) = (0, sample * bytes); pixel < pixels; pixel++, at += to.SamplesPerPixel * bytes)
            {
                plane.Slice(pixel * bytes, bytes).CopyTo(interleaved.AsSpan(at));
            }
        }

        return interleaved;
    }
}
