using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Index.Searching;

/// <summary>
/// Where the attribute of a key stands in a data set. A private element belongs to a block that is reserved by name, and
/// each data set has its own number for it (PS3.5 §7.8.1).
/// </summary>
internal readonly record struct KeyTag
{
    private const int FirstBlock = 0x10, LastBlock = 0xFF;

    private readonly string? _creator;

    /// <param name="tag">The tag of a key.</param>
    /// <param name="keys">The data set the key is in, with the name of its block if it is private.</param>
    public KeyTag(Tag tag, DataSet keys)
    {
        Tag = tag;
        var block = tag.Element >> 8;
        _creator = tag.IsPrivate && block is >= FirstBlock and <= LastBlock
            ? keys.GetString(CreatorOf(block))
            : null;
    }

    /// <summary>The attribute that is named.</summary>
    public KeyTag(AttributeName name)
    {
        Tag = name.Tag;
        _creator = name.Creator.Length > 0 ? name.Creator : null;
    }

    /// <summary>The tag the key has.</summary>
    public Tag Tag { get; }

    /// <summary>All tags that have to be read to find the attribute, and what tells which it is.</summary>
    public IEnumerable<Tag> Possible
    {
        get
        {
            if (_creator is null) return [Tag];

            var key = this;
            return Enumerable.Range(FirstBlock, LastBlock - FirstBlock + 1)
                .SelectMany(block => (Tag[])[key.CreatorOf(block), key.InBlock(block)]);
        }
    }

    /// <summary>True when both are the same attribute, whatever number each has for the block.</summary>
    public bool Names(KeyTag other) => _creator == other._creator &&
        (_creator is null ? Tag == other.Tag : InBlock(FirstBlock) == other.InBlock(FirstBlock));

    public DataElement? Find(DataSet attributes)
    {
        if (_creator is null) return attributes.Find(Tag);

        foreach (var element in attributes)
        {
            if (element.Tag.Group != Tag.Group || !element.Tag.IsPrivateCreator) continue;
            if (attributes.GetString(element.Tag) != _creator) continue;
            if (attributes.Find(InBlock(element.Tag.Element)) is { } found) return found;
        }

        return null;
    }

    private Tag CreatorOf(int block) => new(Tag.Group, (ushort)block);

    private Tag InBlock(int block) => new(Tag.Group, (ushort)(block << 8 | (Tag.Element & 0xFF)));
}
