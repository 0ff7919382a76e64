namespace Pacs.Index.Model;

/// <summary>A promoted attribute of one instance, as it is matched and answered.</summary>
internal sealed class PromotedElement
{
    public long AttributeKey { get; init; }

    public long InstanceKey { get; init; }

    /// <summary>
    /// The element as an Explicit VR Little Endian data set in UTF-8; null where only the instance itself can tell.
    /// </summary>
    public byte[]? Element { get; init; }
}
