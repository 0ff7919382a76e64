namespace Pacs.Dicom.Pixels;

/// <summary>Some bytes of a data set, counted from its first; of a deflated one as inflated.</summary>
public readonly record struct ByteRange(long Offset, long Length)
{
    public long End => Offset + Length;
}
