namespace Pacs.Index.Tests.Oracle;

/// <summary>Attributes by tag: those of one level of a made instance, of an item, or the keys of an identifier.</summary>
internal sealed class MadeItem : Dictionary<Tag, MadeValue>
{
    public static MadeItem Of(params (Tag Tag, string Text)[] values)
    {
        var item = new MadeItem();
        foreach (var (tag, text) in values) item.Add(tag, new MadeValue(text));
        return item;
    }
}
