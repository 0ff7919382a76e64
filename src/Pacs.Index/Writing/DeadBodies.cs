using Microsoft.Data.Sqlite;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Writing;

/// <summary>Keeps account of the bodies in the log that no row leads to.</summary>
internal sealed class DeadBodies(SqliteConnection connection) : IDisposable
{
    private readonly PreparedStatement _insert = new(connection, """
        INSERT INTO "DeadBody" ("Shard", "Segment", "Offset", "Length", "IsReturned") VALUES (@p0, @p1, @p2, @p3, @p4)
        ON CONFLICT ("Shard", "Segment", "Offset") DO UPDATE SET "IsReturned" = max("IsReturned", excluded."IsReturned")
        """);

    private readonly PreparedStatement _deleteOfSegment = new(connection, """
        DELETE FROM "DeadBody" WHERE "Shard" = @p0 AND "Segment" = @p1
        """);

    private readonly PreparedStatement _moveInstance = new(connection, """
        UPDATE "Instance" SET "Shard" = @p5, "Segment" = @p6, "Offset" = @p7
        WHERE "TenantKey" = (SELECT "Key" FROM "Tenant" WHERE "Name" = @p0) AND "SopInstanceUid" = @p1
            AND "Shard" = @p2 AND "Segment" = @p3 AND "Offset" = @p4
        """);

    private readonly PreparedStatement _moveVersion = new(connection, """
        UPDATE "InstanceVersion" SET "Shard" = @p3, "Segment" = @p4, "Offset" = @p5
        WHERE "Shard" = @p0 AND "Segment" = @p1 AND "Offset" = @p2
        """);

    private readonly PreparedStatement _moveConflict = new(connection, """
        UPDATE "PatientConflict" SET "Shard" = @p3, "Segment" = @p4, "Offset" = @p5
        WHERE "Shard" = @p0 AND "Segment" = @p1 AND "Offset" = @p2
        """);

    public void Add(Location at, bool isReturned) =>
        _insert.Execute((long)at.Shard, (long)at.Segment, at.Offset, at.Length, isReturned ? 1L : 0L);

    /// <summary>Lets the row lead to the copy. When there is no such row any more, it is the copy that is dead.</summary>
    public void Move(Relocation relocation)
    {
        var (from, to) = (relocation.From, relocation.To);
        object?[] change = [(long)from.Shard, (long)from.Segment, from.Offset, (long)to.Shard, (long)to.Segment, to.Offset];
        var isMoved = _moveInstance.Execute([relocation.Tenant, relocation.SopInstanceUid, .. change]) > 0
            || _moveVersion.Execute(change) > 0;
        _moveConflict.Execute(change);
        Add(isMoved ? from : to, isReturned: false);
    }

    public void End(int shard, int segment) => _deleteOfSegment.Execute((long)shard, (long)segment);

    public void Dispose()
    {
        PreparedStatement[] all = [_insert, _deleteOfSegment, _moveInstance, _moveVersion, _moveConflict];
        foreach (var statement in all) statement.Dispose();
    }
}
