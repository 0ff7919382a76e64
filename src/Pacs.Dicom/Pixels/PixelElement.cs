using Pacs.Dicom.DataSets;

namespace Pacs.Dicom.Pixels;

/// <summary>Pixel Data, Float Pixel Data or Double Float Pixel Data as it stands in a data set.</summary>
/// <param name="Vr">Its VR.</param>
/// <param name="IsBigEndian">How its words are encoded.</param>
/// <param name="Value">The native value; meaningless when encapsulated.</param>
/// <param name="OffsetTable">The Basic Offset Table, perhaps empty.</param>
/// <param name="Fragments">Those behind the offset table; null when native.</param>
internal sealed record PixelElement(
    Vr Vr, bool IsBigEndian, ByteRange Value, byte[] OffsetTable, IReadOnlyList<PixelFragment>? Fragments);
