namespace Pacs.Imaging.Rendering;

/// <summary>How a window spreads values over greys: VOI LUT Function (0028,1056), PS3.3 §C.11.2.1.</summary>
public enum VoiFunction
{
    Linear,

    LinearExact,

    Sigmoid,
}
