using Pacs.Index.Searching;
using Pacs.Index.Sqlite;
using Pacs.Index.Writing;

namespace Pacs.Index.Promoting;

/// <summary>Finds what came before an attribute was promoted, some of it at a time, in the order it came.</summary>
internal static class Unfilled
{
    /// <summary>Attributes that are equally far are filled together.</summary>
    public static UnfilledInstances? Read(SqliteReader reader, PromotedAttributes attributes, int count)
    {
        var all = attributes.All;
        if (all.FirstOrDefault(promotion => !promotion.IsComplete) is not { } first) return null;

        var names = all
            .Where(promotion => (promotion.FilledUpTo, promotion.FillUntil) == (first.FilledUpTo, first.FillUntil))
            .Select(promotion => promotion.Name)
            .ToList();
        var keys = new List<long>();
        using (var row = reader.Query(
            """SELECT "Key" FROM "Instance" WHERE "Key" > @p0 AND "Key" <= @p1 ORDER BY "Key" LIMIT 0 + @p2""",
            first.FilledUpTo,
            first.FillUntil,
            (long)count))
        {
            while (row.Read()) keys.Add(row.GetInt64(0));
        }

        return new UnfilledInstances(
            names,
            PromotedAttributes.TagsOf(names),
            [.. keys.SelectMany(key => Locator.Under(reader, QueryLevel.Image, key, 1).Select(instance => (key, instance)))],
            keys.Count < count ? first.FillUntil : keys[^1]);
    }

    public static PromotionFill FillOf(UnfilledInstances unfilled, IEnumerable<FilledInstance> filled) => new(
        unfilled.Names,
        [
            .. filled.Select(instance => (instance.Key, instance.Digest, (IReadOnlyList<PromotedRow>)
            [
                .. unfilled.Names.Select(name => instance.Header is { } header
                    ? PromotedKeys.RowOf(name, header)
                    : new PromotedRow(name, null, [ColumnValue.Unplain])).OfType<PromotedRow>(),
            ])),
        ],
        unfilled.UpTo);
}
