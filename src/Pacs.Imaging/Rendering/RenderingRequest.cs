namespace Pacs.Imaging.Rendering;

/// <summary>What is wanted of a picture beside what the image itself says (PS3.18 §8.3.5).</summary>
public sealed record RenderingRequest
{
    /// <summary>As the image says.</summary>
    public static RenderingRequest AsIs { get; } = new();

    /// <summary>In place of the image's own VOI LUT or window; colours have none.</summary>
    public VoiWindow? Window { get; init; }

    /// <summary>Which part of the image, and how large; null for all of it in its own size.</summary>
    public Viewport? Viewport { get; init; }

    /// <summary>Who is seen is written on the picture.</summary>
    public bool ShowsPatient { get; init; }

    /// <summary>How the image was made is written on the picture.</summary>
    public bool ShowsTechnique { get; init; }
}
