using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Rendering;

/// <summary>Colours that are looked up (PS3.3 §C.7.6.3.1.5, §C.7.6.3.1.6): of a whole image, or of some values of a grey one.</summary>
internal sealed class PaletteRendering
{
    private readonly LookupTable _red;
    private readonly LookupTable _green;
    private readonly LookupTable _blue;

    private PaletteRendering(LookupTable red, LookupTable green, LookupTable blue)
    {
        _red = red;
        _green = green;
        _blue = blue;
    }

    /// <summary>Null when the image has no palette, or one that cannot be used.</summary>
    public static PaletteRendering? Of(DataSet image, PixelFormat format)
    {
        var red = LookupTable.ReadPalette(
            image,
            Tags.RedPaletteColorLookupTableDescriptor,
            Tags.RedPaletteColorLookupTableData,
            Tags.SegmentedRedPaletteColorLookupTableData,
            format.IsSigned);
        var green = LookupTable.ReadPalette(
            image,
            Tags.GreenPaletteColorLookupTableDescriptor,
            Tags.GreenPaletteColorLookupTableData,
            Tags.SegmentedGreenPaletteColorLookupTableData,
            format.IsSigned);
        var blue = LookupTable.ReadPalette(
            image,
            Tags.BluePaletteColorLookupTableDescriptor,
            Tags.BluePaletteColorLookupTableData,
            Tags.SegmentedBluePaletteColorLookupTableData,
            format.IsSigned);
        return red is null || green is null || blue is null ? null : new PaletteRendering(red, green, blue);
    }

    /// <summary>A picture of PALETTE COLOR.</summary>
    public Picture Render(StoredSamples samples)
    {
        var picture = new Picture(samples.Format.Columns, samples.Format.Rows, isGrey: false);
        for (var i = 0; i < samples.Count; i++) Put(picture, i, samples.ValueAt(i));
        return picture;
    }

    /// <summary>Colours those values of a grey picture that a Supplemental Palette has (PS3.3 §C.7.6.19).</summary>
    public Picture Colour(Picture grey, StoredSamples samples)
    {
        var picture = grey.InColour();
        for (var i = 0; i < samples.Count; i++)
        {
            var value = samples.ValueAt(i);
            if (value >= _red.First) Put(picture, i, value);
        }

        return picture;
    }

    private void Put(Picture picture, int pixel, double value)
    {
        var to = picture.Pixels.AsSpan(pixel * Picture.BytesPerColour, 3);
        (to[0], to[1], to[2]) = (_red.ByteOf(value), _green.ByteOf(value), _blue.ByteOf(value));
    }
}
