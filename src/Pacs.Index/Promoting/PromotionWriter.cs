using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Pacs.Dicom.Dictionary;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Promoting;

/// <summary>
/// Keeps the values of promoted attributes, within a transaction that its owner begins and ends. What an instance has goes
/// with its row, by cascade.
/// </summary>
internal sealed class PromotionWriter : IDisposable
{
    private readonly PromotedAttributes _attributes;
    private readonly List<PromotionFill> _uncommitted = [];

    private readonly PreparedStatement _insertElement;
    private readonly PreparedStatement _insertValue;
    private readonly PreparedStatement _deleteElements;
    private readonly PreparedStatement _deleteValues;
    private readonly PreparedStatement _digestOf;
    private readonly PreparedStatement _advance;
    private readonly PreparedStatement _dropped;
    private readonly PreparedStatement _dropElements;
    private readonly PreparedStatement _dropValues;
    private readonly PreparedStatement _forget;

    public PromotionWriter(SqliteConnection connection, PromotedAttributes attributes)
    {
        _attributes = attributes;
        _insertElement = new(connection, """
            INSERT INTO "PromotedElement" ("AttributeKey", "InstanceKey", "Element") VALUES (@p0, @p1, @p2) ON CONFLICT DO NOTHING
            """);
        _insertValue = new(connection, """
            INSERT INTO "PromotedValue" ("AttributeKey", "Value", "InstanceKey") VALUES (@p0, @p1, @p2) ON CONFLICT DO NOTHING
            """);
        _deleteElements = new(connection, """DELETE FROM "PromotedElement" WHERE "InstanceKey" = @p0""");
        _deleteValues = new(connection, """DELETE FROM "PromotedValue" WHERE "InstanceKey" = @p0""");
        _digestOf = new(connection, """SELECT "Digest" FROM "Instance" WHERE "Key" = @p0""");
        _advance = new(connection, """
            UPDATE "PromotedAttribute" SET "FilledUpTo" = @p1, "Filled" = "Filled" + @p2 WHERE "Key" = @p0
            """);
        _dropped = new(connection, """SELECT "Key" FROM "PromotedAttribute" WHERE "IsDropped" = 1 LIMIT 1""");
        _dropElements = new(connection, Drop("PromotedElement"));
        _dropValues = new(connection, Drop("PromotedValue"));
        _forget = new(connection, """DELETE FROM "PromotedAttribute" WHERE "Key" = @p0""");
    }

    /// <summary>What a new instance has.</summary>
    public void Enter(long instance, IReadOnlyList<PromotedRow> rows)
    {
        foreach (var row in rows)
        {
            if (KeyOf(row.Name) is not { } attribute) continue;

            _insertElement.Execute(attribute, instance, row.Element);
            foreach (var value in row.Values) _insertValue.Execute(attribute, value, instance);
        }
    }

    /// <summary>What an instance has now that another version is current.</summary>
    public void Replace(long instance, IReadOnlyList<PromotedRow> rows)
    {
        if (_attributes.All.IsEmpty) return;

        _deleteElements.Execute(instance);
        _deleteValues.Execute(instance);
        Enter(instance, rows);
    }

    /// <summary>
    /// What instances have that were held before. One that has gone, or has another body now, has been seen to by the writer.
    /// </summary>
    public void Apply(PromotionFill fill)
    {
        var digest = new byte[16];
        foreach (var instance in fill.Instances)
        {
            BinaryPrimitives.WriteUInt128BigEndian(digest, instance.Digest);
            if (IsHeld(instance.Key, digest)) Enter(instance.Key, instance.Rows);
        }

        foreach (var name in fill.Names)
        {
            if (KeyOf(name) is { } attribute) _advance.Execute(attribute, fill.UpTo, (long)fill.Instances.Count);
        }

        _uncommitted.Add(fill);
    }

    public void Apply(PromotionDrop drop)
    {
        drop.HasMore = false;
        if (_dropped.ExecuteKey() is not { } attribute) return;

        drop.HasMore = true;
        if (_dropValues.Execute(attribute, (long)drop.Rows) == 0 && _dropElements.Execute(attribute, (long)drop.Rows) == 0)
        {
            _forget.Execute(attribute);
        }
    }

    /// <summary>Searches may rely on what was committed, and on nothing else.</summary>
    public void Committed()
    {
        foreach (var fill in _uncommitted) _attributes.Advance(fill.Names, fill.UpTo, fill.Instances.Count);
        _uncommitted.Clear();
    }

    public void RolledBack() => _uncommitted.Clear();

    public void Dispose()
    {
        PreparedStatement[] all =
        [
            _insertElement, _insertValue, _deleteElements, _deleteValues, _digestOf, _advance, _dropped, _dropElements,
            _dropValues, _forget,
        ];
        foreach (var statement in all) statement.Dispose();
    }

    private long? KeyOf(AttributeName name)
    {
        foreach (var promotion in _attributes.All)
        {
            if (promotion.Name == name) return promotion.Key;
        }

        return null;
    }

    private bool IsHeld(long instance, byte[] digest)
    {
        using var row = _digestOf.Query(instance);
        return row.Read() && row.GetSpan(0).SequenceEqual(digest);
    }

    private static string Drop(string table) => $"""
        DELETE FROM "{table}" WHERE rowid IN (SELECT rowid FROM "{table}" WHERE "AttributeKey" = @p0 LIMIT 0 + @p1)
        """;
}
