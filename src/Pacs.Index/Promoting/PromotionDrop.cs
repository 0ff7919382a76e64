using Pacs.Index.Writing;

namespace Pacs.Index.Promoting;

/// <summary>Takes out some of what attributes have that are not promoted any more.</summary>
internal sealed record PromotionDrop(int Rows) : Change
{
    /// <summary>True when there may be more to take out.</summary>
    public bool HasMore { get; set; }
}
