namespace Pacs.Imaging.Tests;

internal static class Formats
{
    public static PixelFormat Of(
        int rows, int columns, int samples = 1, int allocated = 16, int? stored = null, bool isSigned = false) => new()
    {
        Rows = rows,
        Columns = columns,
        SamplesPerPixel = samples,
        BitsAllocated = allocated,
        BitsStored = stored ?? allocated,
        IsSigned = isSigned,
        IsPlanar = false,
        Photometric = samples == 3 ? "RGB" : "MONOCHROME2",
    };
}
