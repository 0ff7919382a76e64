using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Index.Searching;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index.Promoting;

/// <summary>Reads promoted attributes of the instances of a row, in place of their headers.</summary>
internal sealed class PromotedReader
{
    private const int FirstBlock = 0x10;
    private const string Columns = """i."Key", e."AttributeKey", e."Element" """;

    private readonly Dictionary<long, Tag> _tags = [];
    private readonly DataSet _creators = [];
    private readonly string _join;

    /// <param name="promotions">Which attributes.</param>
    public PromotedReader(IReadOnlyList<Promotion> promotions)
    {
        var blocks = promotions.Select(promotion => promotion.Name.Creator).Where(creator => creator.Length > 0).Distinct().ToList();
        foreach (var promotion in promotions)
        {
            var (tag, creator, _) = promotion.Name;
            if (creator.Length > 0)
            {
                var block = FirstBlock + blocks.IndexOf(creator);
                _creators.Set(new Tag(tag.Group, (ushort)block), Vr.LO, creator);
                tag = new Tag(tag.Group, (ushort)(block << 8 | (tag.Element & 0xFF)));
            }

            _tags.Add(promotion.Key, tag);
        }

        var keys = string.Join(", ", promotions.Select(promotion => promotion.Key.ToString(CultureInfo.InvariantCulture)));
        _join = $"""LEFT JOIN "PromotedElement" e ON e."InstanceKey" = i."Key" AND e."AttributeKey" IN ({keys})""";
    }

    /// <summary>
    /// Each instance of a row with what it has of the attributes; null where only the instance itself can tell.
    /// </summary>
    /// <param name="reader">Reads the index.</param>
    /// <param name="level">The row's level.</param>
    /// <param name="key">The row's key.</param>
    /// <param name="count">How many instances at the most; -1 for all.</param>
    public List<(long Key, DataSet? Attributes)> Under(SqliteReader reader, QueryLevel level, long key, int count = -1)
    {
        var found = new List<(long Key, DataSet? Attributes)>();
        using var row = reader.Query(
            $"SELECT {Columns} FROM {Locator.InstancesUnder(level)} {_join} WHERE {Locator.ConditionUnder(level)}", key);
        while (row.Read())
        {
            var instance = row.GetInt64(0);
            if (found.Count == 0 || found[^1].Key != instance)
            {
                if (found.Count == count) break;
                found.Add((instance, Creators()));
            }

            if (row.IsNull(1)) continue;
            if (row.IsNull(2)) found[^1] = (instance, null);
            found[^1].Attributes?.Set(Element(row.GetInt64(1), row.GetBytes(2)));
        }

        foreach (var (_, attributes) in found)
        {
            if (attributes is not null) LevelAttributes.DeclareCharacterSet(attributes);
        }

        return found;
    }

    private DataSet Creators()
    {
        var attributes = new DataSet();
        foreach (var creator in _creators) attributes.Set(creator);
        return attributes;
    }

    private DataElement Element(long attribute, byte[] encoded)
    {
        var element = LevelAttributes.Decode(encoded).First();
        return new DataElement(_tags[attribute], element.Vr, element.Value);
    }
}
