namespace Pacs.Imaging.Rendering;

/// <summary>What a written picture says of its colours (PS3.18 §8.3.5.1.4).</summary>
public enum PictureProfile
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The image's own ICC profile, or that of sRGB where it has none.</summary>
    Own,

    /// <summary>They are converted to sRGB, and it says so.</summary>
    Srgb,

    /// <summary>The same with Adobe RGB (1998).</summary>
    AdobeRgb,

    /// <summary>The same with ROMM RGB.</summary>
    RommRgb,
}
