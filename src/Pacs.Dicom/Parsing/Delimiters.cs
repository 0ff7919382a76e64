using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Parsing;

/// <summary>The tags that are syntax rather than attributes (PS3.5 §7.5, §A.4).</summary>
internal static class Delimiters
{
    public static Tag PixelData => new(0x7FE0, 0x0010);

    public static Tag Item => new(0xFFFE, 0xE000);

    public static Tag ItemDelimitation => new(0xFFFE, 0xE00D);

    public static Tag SequenceDelimitation => new(0xFFFE, 0xE0DD);
}
