namespace Pacs.Imaging.Rendering;

/// <summary>Cuts out of a picture what is wanted, and brings it to the size in which it is wanted (PS3.18 §8.3.5.1.3).</summary>
internal static class Framing
{
    /// <summary>4,096 by 4,096: more than any screen has that one would look at a small image on.</summary>
    private const double MostEnlarged = 16 << 20;

    /// <param name="picture">A picture, one pixel for each of the image.</param>
    /// <param name="aspect">How high the image's pixels are for their width.</param>
    /// <param name="viewport">What is wanted, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Picture Apply(Picture picture, double aspect, Viewport? viewport, CancellationToken cancellationToken)
    {
        if ((viewport?.Region ?? SourceRegion.Whole).In(picture.Width, picture.Height) is not var (horizontal, vertical))
        {
            throw new ArgumentException("The viewport shows nothing of the image.", nameof(viewport));
        }

        var (width, height) = SizeOf(horizontal.Length, vertical.Length, aspect, viewport);
        var isWhole = horizontal is { Start: 0, IsReversed: false } && vertical is { Start: 0, IsReversed: false } &&
            (horizontal.Length, vertical.Length) == (picture.Width, picture.Height);
        return isWhole && (width, height) == (picture.Width, picture.Height)
            ? picture
            : Resampling.Resize(picture, horizontal, vertical, width, height, cancellationToken);
    }

    /// <summary>As large as the viewport lets it be in one direction, enlarged to so many pixels at the most; without one, in its own size.</summary>
    private static (int Width, int Height) SizeOf(double columns, double rows, double aspect, Viewport? viewport)
    {
        var (width, height) = aspect >= 1 ? (columns, rows * aspect) : (columns / aspect, rows);
        var scale = Math.Min((viewport?.Width ?? FrameRenderer.LongestSide) / width, (viewport?.Height ?? FrameRenderer.LongestSide) / height);
        if (viewport is null or { IsOnlyLimit: true }) scale = Math.Min(1, scale);
        scale = Math.Min(scale, Math.Max(1, Math.Sqrt(MostEnlarged / (width * height))));
        return (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }
}
