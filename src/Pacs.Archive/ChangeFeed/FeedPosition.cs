using System.Globalization;

namespace Pacs.Archive.ChangeFeed;

/// <summary>
/// Up to where somebody has read the changes: a place in the log of each shard. In the log nothing is ever inserted, so
/// that whoever goes on from here misses nothing, whatever was on its way meanwhile.
/// </summary>
public sealed record FeedPosition
{
    private const char BetweenShards = '-', BetweenNumbers = '.';

    private readonly (int Segment, long Offset)[] _shards;

    internal FeedPosition((int Segment, long Offset)[] shards) => _shards = shards;

    internal int ShardCount => _shards.Length;

    /// <summary>The segment and the offset in it from which a shard is read on.</summary>
    internal (int Segment, long Offset) this[int shard] => _shards[shard];

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static FeedPosition? Parse(string text)
    {
        var shards = new List<(int, long)>();
        foreach (var shard in text.Split(BetweenShards))
        {
            var dot = shard.IndexOf(BetweenNumbers, StringComparison.Ordinal);
            if (dot < 0
                || !int.TryParse(shard.AsSpan(0, dot), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var segment)
                || !long.TryParse(shard.AsSpan(dot + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var offset)
                || segment < 0
                || offset < 0)
            {
                return null;
            }

            shards.Add((segment, offset));
        }

        return new FeedPosition([.. shards]);
    }

    /// <summary>Hexadecimal numbers, hyphens and full stops, which a URL takes as they are.</summary>
    public override string ToString() => string.Join(
        BetweenShards, _shards.Select(shard => string.Create(CultureInfo.InvariantCulture, $"{shard.Segment:x}{BetweenNumbers}{shard.Offset:x}")));

    internal static FeedPosition BeginningOf(int shards) => new(new (int, long)[shards]);
}
