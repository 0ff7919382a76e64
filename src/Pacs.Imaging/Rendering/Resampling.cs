namespace Pacs.Imaging.Rendering;

/// <summary>
/// Makes a picture of another size of a part of one: each new pixel is the mean of those around its place, near ones counting
/// more, and when it gets smaller of all that fall to it.
/// </summary>
internal static class Resampling
{
    /// <param name="picture">The picture.</param>
    /// <param name="horizontal">Which columns of it.</param>
    /// <param name="vertical">Which rows of it.</param>
    /// <param name="width">Columns of the new one.</param>
    /// <param name="height">Rows of the new one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Picture Resize(
        Picture picture, SourceRegion.Span horizontal, SourceRegion.Span vertical, int width, int height, CancellationToken cancellationToken)
    {
        var rows = Tap.Along(vertical, height, picture.Height);
        var columns = Tap.Along(horizontal, width, picture.Width);
        var resized = new Picture(width, height, picture.IsGrey) { Profile = picture.Profile };
        var channels = picture.BytesPerPixel;
        var line = new float[picture.Width * channels];
        for (var y = 0; y < height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Gather(picture, rows[y], line);
            var to = resized.Pixels.AsSpan(y * width * channels, width * channels);
            for (var x = 0; x < width; x++)
            {
                for (var channel = 0; channel < channels; channel++) to[(x * channels) + channel] = Mean(line, columns[x], channels, channel);
            }
        }

        return resized;
    }

    private static void Gather(Picture picture, Tap tap, float[] line)
    {
        Array.Clear(line);
        for (var i = 0; i < tap.Weights.Length; i++)
        {
            var from = picture.Pixels.AsSpan((tap.First + i) * line.Length, line.Length);
            var weight = tap.Weights[i];
            for (var x = 0; x < line.Length; x++) line[x] += from[x] * weight;
        }
    }

    private static byte Mean(float[] line, Tap tap, int channels, int channel)
    {
        var sum = 0f;
        for (var i = 0; i < tap.Weights.Length; i++) sum += line[((tap.First + i) * channels) + channel] * tap.Weights[i];
        return (byte)Math.Clamp(MathF.Round(sum), 0, byte.MaxValue);
    }

    /// <summary>The pixels, one behind the other, that make a new one, and how much each counts.</summary>
    private readonly record struct Tap(int First, float[] Weights)
    {
        public static Tap[] Along(SourceRegion.Span span, int count, int length)
        {
            var step = span.Length / count;
            var reach = Math.Max(1, step);
            var taps = new Tap[count];
            for (var i = 0; i < count; i++)
            {
                var center = span.Start + ((i + 0.5) * step) - 0.5;
                var first = Math.Max(0, (int)Math.Ceiling(center - reach));
                var last = Math.Min(length - 1, (int)Math.Floor(center + reach));
                taps[span.IsReversed ? count - 1 - i : i] = Around(center, reach, first, Math.Max(first, last));
            }

            return taps;
        }

        private static Tap Around(double center, double reach, int first, int last)
        {
            var weights = new float[last - first + 1];
            for (var i = 0; i < weights.Length; i++) weights[i] = (float)Math.Max(0, 1 - (Math.Abs(first + i - center) / reach));

            var sum = weights.Sum();
            if (sum <= 0) return new Tap(first, [1]);

            for (var i = 0; i < weights.Length; i++) weights[i] /= sum;
            return new Tap(first, weights);
        }
    }
}
