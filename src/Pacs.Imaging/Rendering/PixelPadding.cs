using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Rendering;

/// <summary>The values that stand where there is no image (PS3.3 §C.7.5.1.1.2): background, whatever the window makes of them.</summary>
internal readonly record struct PixelPadding(double Least, double Greatest)
{
    public bool Includes(double stored) => stored >= Least && stored <= Greatest;

    /// <summary>Null when the image has none.</summary>
    public static PixelPadding? Of(DataSet image, PixelFormat format)
    {
        if (ValueOf(image, Tags.PixelPaddingValue, format) is not { } one) return null;

        var other = ValueOf(image, Tags.PixelPaddingRangeLimit, format) ?? one;
        return new PixelPadding(Math.Min(one, other), Math.Max(one, other));
    }

    // US or SS, as Pixel Representation has it, whatever the file says
    private static double? ValueOf(DataSet image, Tag tag, PixelFormat format)
    {
        var value = FrameAttributes.BytesOf(image, tag);
        if (value.Length < 2) return null;

        return format.IsSigned ? BinaryPrimitives.ReadInt16LittleEndian(value) : BinaryPrimitives.ReadUInt16LittleEndian(value);
    }
}
