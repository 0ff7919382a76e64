using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Rendering;

/// <summary>Makes of stored values what they measure (PS3.3 §C.11.1): a table, or slope and intercept.</summary>
internal sealed class ModalityTransform
{
    private readonly LookupTable? _table;
    private readonly double _slope;
    private readonly double _intercept;

    private ModalityTransform(LookupTable? table, double slope, double intercept)
    {
        _table = table;
        _slope = slope;
        _intercept = intercept;
    }

    public double Apply(double stored) => _table is null ? (stored * _slope) + _intercept : _table[stored];

    public static ModalityTransform Of(FrameAttributes frame, PixelFormat format)
    {
        if (frame.Image.GetItems(Tags.ModalityLUTSequence) is [var item, ..] &&
            LookupTable.Read(item, Tags.LUTDescriptor, Tags.LUTData, format.IsSigned) is { } table)
        {
            return new ModalityTransform(table, 1, 0);
        }

        var holder = frame.HolderOf(Tags.PixelValueTransformationSequence, Tags.RescaleSlope);
        var slope = FrameAttributes.NumberOf(holder, Tags.RescaleSlope) ?? 1;
        return new ModalityTransform(null, slope == 0 ? 1 : slope, FrameAttributes.NumberOf(holder, Tags.RescaleIntercept) ?? 0);
    }
}
