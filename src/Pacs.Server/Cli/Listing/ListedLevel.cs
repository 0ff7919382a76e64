using Pacs.Dicom.DataSets;
using Pacs.Dicom.Text;

namespace Pacs.Server.Cli.Listing;

/// <summary>What elements of a data set or item are read by: character set and creators of private blocks.</summary>
internal sealed class ListedLevel(CharacterSet characterSet)
{
    private readonly Dictionary<uint, string> _creators = [];

    public CharacterSet CharacterSet { get; set; } = characterSet;

    public int Items { get; set; }

    public void AddCreator(Tag tag, string creator) => _creators[BlockOf(tag.Group, tag.Element)] = creator;

    /// <summary>The creator of the block that a private element stands in, or null (PS3.5 §7.8.1).</summary>
    public string? FindCreator(Tag tag) => _creators.GetValueOrDefault(BlockOf(tag.Group, tag.Element >> 8));

    private static uint BlockOf(ushort group, int block) => (uint)group << 16 | (uint)block;
}
