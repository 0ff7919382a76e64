namespace Pacs.Imaging.Rendering;

/// <summary>As what a picture is written (PS3.18 Table 8.7.4-1; WebP is ours).</summary>
public enum PictureFormat
{
    /// <summary>Baseline, 8 bits.</summary>
    Jpeg,

    Png,

    /// <summary>256 colours.</summary>
    Gif,

    WebP,
}
