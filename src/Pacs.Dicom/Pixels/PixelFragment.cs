namespace Pacs.Dicom.Pixels;

/// <summary>A fragment of encapsulated pixel data.</summary>
/// <param name="Range">Its bytes, without the item's header.</param>
/// <param name="BeginsCodestream">True when it starts as the images of some compression do.</param>
internal readonly record struct PixelFragment(ByteRange Range, bool BeginsCodestream);
