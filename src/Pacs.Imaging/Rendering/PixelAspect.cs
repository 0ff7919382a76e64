using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Rendering;

/// <summary>How high pixels are for their width (PS3.3 §C.7.6.3.1.7); screens have square ones.</summary>
internal static class PixelAspect
{
    /// <summary>Beyond this it is no image of anything but a mistake.</summary>
    private const double Greatest = 10;

    private static readonly Tag[] Spacings = [Tags.PixelSpacing, Tags.ImagerPixelSpacing, Tags.NominalScannedPixelSpacing];

    /// <summary>Height divided by width: 1 for square ones, and where nothing believable is said.</summary>
    public static double Of(FrameAttributes frame)
    {
        var ratio = RatioOf(frame.Image, Tags.PixelAspectRatio)
            ?? RatioOf(frame.HolderOf(Tags.PixelMeasuresSequence, Tags.PixelSpacing), Tags.PixelSpacing);
        foreach (var spacing in Spacings) ratio ??= RatioOf(frame.Image, spacing);
        return ratio is > 1 / Greatest and < Greatest and var believable ? believable : 1;
    }

    // vertical \ horizontal, both of spacing and of ratio
    private static double? RatioOf(DataSet holder, Tag tag) =>
        FrameAttributes.NumberOf(holder, tag) is > 0 and var vertical && FrameAttributes.NumberOf(holder, tag, 1) is > 0 and var horizontal
            ? vertical / horizontal
            : null;
}
