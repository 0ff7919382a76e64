using Pacs.Dicom.DataSets;
using Pacs.Index.Writing;

namespace Pacs.Index.Searching;

/// <summary>What is held of a match: the attributes of each level that the search needs.</summary>
internal sealed class SearchRow
{
    private static readonly DataSet Empty = [];

    private readonly DataSet?[] _levels = new DataSet?[4];

    /// <summary>What was read of an instance of the match, in the character set it came in; null when nothing was.</summary>
    public DataSet? Header { get; set; }

    /// <summary>The level an attribute stands at, or null when the index does not keep it.</summary>
    public static QueryLevel? LevelOf(Tag tag) => AttributeLevels.Find(tag) ?? MatchableAttributes.Find(tag)?.Level;

    public DataSet this[QueryLevel level]
    {
        get => _levels[(int)level] ?? Empty;
        set => _levels[(int)level] = value;
    }

    public DataElement? Find(Tag tag) => LevelOf(tag) is { } level ? this[level].Find(tag) : null;
}
