using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Searching;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Promoting;

/// <summary>
/// The promoted attributes of an index file: what the configuration lists when the file is opened. What came before an
/// attribute was listed is filled in later, and what one that is not listed any more has is taken out.
/// </summary>
internal sealed class PromotedAttributes
{
    private ImmutableArray<Promotion> _all;

    private PromotedAttributes(ImmutableArray<Promotion> all) => _all = all;

    /// <summary>All of them, complete or not.</summary>
    public ImmutableArray<Promotion> All => _all;

    /// <summary>Brings the file's list to what is wanted.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="wanted">The attributes; null for those that the file has.</param>
    public static PromotedAttributes Open(SqliteConnection connection, IReadOnlyCollection<AttributeName>? wanted)
    {
        var held = Read(connection);
        if (wanted is null) return new PromotedAttributes(held);

        var dropped = held.Where(promotion => !wanted.Contains(promotion.Name)).ToList();
        var added = wanted.Distinct().Where(name => held.All(promotion => promotion.Name != name)).ToList();
        if (dropped.Count == 0 && added.Count == 0) return new PromotedAttributes(held);

        using (var transaction = connection.BeginTransaction())
        {
            using var drop = new PreparedStatement(connection, """UPDATE "PromotedAttribute" SET "IsDropped" = 1 WHERE "Key" = @p0""");
            using var add = new PreparedStatement(connection, """
                INSERT INTO "PromotedAttribute"
                    ("Key", "Tag", "Creator", "Vr", "IsDropped", "FilledUpTo", "FillUntil", "Filled", "Total")
                SELECT (SELECT coalesce(max("Key"), 0) + 1 FROM "PromotedAttribute"), @p0, @p1, @p2, 0, 0,
                    (SELECT coalesce(max("Key"), 0) FROM "Instance"), 0,
                    (SELECT coalesce(sum("NumberOfInstances"), 0) FROM "Tenant")
                """);
            foreach (var promotion in dropped) drop.Execute(promotion.Key);
            foreach (var name in added) add.Execute((long)name.Tag.Value, name.Creator, name.Vr.Letters);
            transaction.Commit();
        }

        return new PromotedAttributes(Read(connection));
    }

    /// <summary>The attribute a key names, once searches may rely on it; otherwise null.</summary>
    public Promotion? FindComplete(KeyTag key)
    {
        foreach (var promotion in _all)
        {
            if (promotion.IsComplete && new KeyTag(promotion.Name).Names(key)) return promotion;
        }

        return null;
    }

    /// <summary>Notes how far some were filled, once that is committed.</summary>
    public void Advance(IReadOnlyList<AttributeName> names, long upTo, int instances) => ImmutableInterlocked.Update(
        ref _all,
        all =>
        [
            .. all.Select(promotion => names.Contains(promotion.Name)
                ? promotion with { FilledUpTo = upTo, Filled = promotion.Filled + instances }
                : promotion),
        ]);

    /// <summary>What has to be read of an instance to know these attributes.</summary>
    public static TagSet TagsOf(IEnumerable<AttributeName> names) =>
        TagSet.Of([Tags.SpecificCharacterSet, .. names.SelectMany(name => new KeyTag(name).Possible)]);

    private static ImmutableArray<Promotion> Read(SqliteConnection connection)
    {
        using var statement = new PreparedStatement(connection, """
            SELECT "Key", "Tag", "Creator", "Vr", "FilledUpTo", "FillUntil", "Filled", "Total" FROM "PromotedAttribute"
            WHERE "IsDropped" = 0 ORDER BY "Key"
            """);
        using var row = statement.Query();
        var found = ImmutableArray.CreateBuilder<Promotion>();
        while (row.Read())
        {
            var name = new AttributeName(new Tag((uint)row.GetInt64(1)), row.GetString(2), Enum.Parse<Vr>(row.GetString(3)));
            found.Add(new Promotion(
                row.GetInt64(0), name, row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7)));
        }

        return found.ToImmutable();
    }
}
