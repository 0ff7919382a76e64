namespace Pacs.Index.Model;

/// <summary>One value that a promoted attribute has in one instance, as it is looked up.</summary>
internal sealed class PromotedValue
{
    public long AttributeKey { get; init; }

    public required string Value { get; init; }

    public long InstanceKey { get; init; }
}
