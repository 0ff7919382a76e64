namespace Pacs.Imaging.Rendering;

/// <summary>What of an image is shown, and how large (PS3.18 §8.3.5.1.3).</summary>
/// <param name="Width">Pixels that the picture may be wide.</param>
/// <param name="Height">Pixels that it may be high.</param>
public sealed record Viewport(int Width, int Height)
{
    /// <summary>The part of the image; null for all of it.</summary>
    public SourceRegion? Region { get; init; }

    /// <summary>True when a picture that is smaller already stays so.</summary>
    public bool IsOnlyLimit { get; init; }
}
