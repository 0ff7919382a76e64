namespace Pacs.Files;

/// <summary>
/// Where a member's body lies: <paramref name="Length"/> bytes from <paramref name="Offset"/> of a segment. Its header
/// is the block in front of it.
/// </summary>
public readonly record struct Extent(SegmentId Segment, long Offset, long Length)
{
    public long HeaderOffset => Offset - TarHeader.Size;

    /// <summary>Where the next member's header begins: bodies are padded to whole blocks.</summary>
    public long End => Offset + TarHeader.Padded(Length);
}
