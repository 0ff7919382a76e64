using Microsoft.Data.Sqlite;
using Pacs.Index.Sqlite;

namespace Pacs.Index.Writing;

/// <summary>
/// Up to where each segment of the log is in the index. A transaction's ranges are written with it and believed after
/// it is committed.
/// </summary>
internal sealed class AppliedLog : IDisposable
{
    private readonly Dictionary<(int Shard, int Segment), SegmentProgress> _committed = [];
    private readonly Dictionary<(int Shard, int Segment), SegmentProgress> _pending = [];
    private readonly PreparedStatement _upsert;

    public AppliedLog(SqliteConnection connection)
    {
        _upsert = new PreparedStatement(connection, """
            INSERT INTO "LogPosition" ("Shard", "Segment", "AppliedTo") VALUES (@p0, @p1, @p2)
            ON CONFLICT ("Shard", "Segment") DO UPDATE SET "AppliedTo" = excluded."AppliedTo"
            """);

        using var select = connection.CreateCommand();
        select.CommandText = """SELECT "Shard", "Segment", "AppliedTo" FROM "LogPosition" """;
        using var row = select.ExecuteReader();
        while (row.Read()) _committed[(row.GetInt32(0), row.GetInt32(1))] = new SegmentProgress(row.GetInt64(2));
    }

    public void Add(LogStretch stretch)
    {
        var segment = (stretch.Shard, stretch.Segment);
        if (!_pending.TryGetValue(segment, out var progress))
        {
            progress = _committed.TryGetValue(segment, out var known) ? known.Copy() : new SegmentProgress(0);
            _pending[segment] = progress;
        }

        progress.Add(stretch.Start, stretch.End);
    }

    /// <summary>Writes what the open transaction moved.</summary>
    public void Write()
    {
        foreach (var ((shard, segment), progress) in _pending)
        {
            var before = _committed.TryGetValue((shard, segment), out var known) ? known.AppliedTo : 0;
            if (progress.AppliedTo != before) _upsert.Execute((long)shard, (long)segment, progress.AppliedTo);
        }
    }

    public void Committed()
    {
        lock (_committed)
        {
            foreach (var (segment, progress) in _pending) _committed[segment] = progress;
        }

        _pending.Clear();
    }

    public void RolledBack() => _pending.Clear();

    /// <summary>In the order of the log. Any thread may ask.</summary>
    public IReadOnlyList<AppliedPosition> Positions()
    {
        lock (_committed)
        {
            return [.. _committed
                .Select(entry => new AppliedPosition(entry.Key.Shard, entry.Key.Segment, entry.Value.AppliedTo))
                .OrderBy(position => (position.Shard, position.Segment))];
        }
    }

    public void Dispose() => _upsert.Dispose();
}
