using Pacs.Dicom;

namespace Pacs.Imaging.Codecs;

/// <summary>Holds a codestream's own header against the data set, so that no decoder works at more than was announced.</summary>
internal static class CodestreamSize
{
    /// <exception cref="DicomFormatException">They differ, or the samples do not fit where they would go.</exception>
    public static void Check(PixelFormat stored, int rows, int columns, int components, int precision)
    {
        if (rows != stored.Rows || columns != stored.Columns)
        {
            throw new DicomFormatException(
                $"The frame is {columns} x {rows} where the data set says {stored.Columns} x {stored.Rows}.");
        }

        if (components != stored.SamplesPerPixel)
        {
            throw new DicomFormatException(
                $"The frame has {components} components where the data set says {stored.SamplesPerPixel} samples per pixel.");
        }

        if (precision < 1 || precision > stored.BitsAllocated)
        {
            throw new DicomFormatException($"The frame has samples of {precision} bits where {stored.BitsAllocated} are allocated.");
        }
    }
}
