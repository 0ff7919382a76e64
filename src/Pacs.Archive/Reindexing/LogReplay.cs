using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Reindexing;

/// <summary>
/// Brings the index up to the end of the log when the archive is opened: the log is the truth, and the index, which is not
/// synced with every instance, may have lost its last transactions.
/// </summary>
internal sealed class LogReplay(SegmentStore store, ArchiveIndex index)
{
    public async Task<RecoveryReport> RunAsync(CancellationToken cancellationToken)
    {
        var applied = index.AppliedPositions.ToDictionary(
            position => new SegmentId(position.Shard, position.Segment), position => position.Offset);
        var lastNumbers = applied.Keys.GroupBy(segment => segment.Shard)
            .ToDictionary(shard => shard.Key, shard => shard.Max(segment => segment.Number));
        var lengths = store.Segments().ToDictionary(segment => segment.Id, segment => segment.Length);

        var cut = 0L;
        var damage = MissingSegments(applied, lengths).ToList();
        foreach (var entry in store.Recover(
            segment => PositionOf(segment, applied, lengths), shard => lastNumbers.GetValueOrDefault(shard)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (entry)
            {
                case LogDamage incident:
                    damage.Add($"{PlaceOf(incident)}: {incident.Explanation}");
                    await index.SkipAsync(incident.Segment.Shard, incident.Segment.Number, incident.Offset, incident.End);
                    break;

                case LogTail { IsEmpty: false } tail:
                    cut += tail.End - tail.Offset;
                    break;
            }
        }

        // From here on what is read is durable.
        var application = new LogApplication(store, index);
        await application.RunAsync(cancellationToken);
        damage.AddRange(application.Unreadable.Select(
            member => $"{PlaceOf(member)}: '{member.Name}' is whole, and is not an instance that can be read"));
        return new RecoveryReport(application.Applied, cut, damage);
    }

    internal static string PlaceOf(LogEntry entry) =>
        $"shard {entry.Segment.Shard}, segment {entry.Segment.Number}, offset {entry.Offset}";

    /// <summary>One that has ended, and is still there because the process did, is not read any more.</summary>
    private static long PositionOf(
        SegmentId segment, Dictionary<SegmentId, long> applied, Dictionary<SegmentId, long> lengths) =>
        applied.GetValueOrDefault(segment) is var position && position == AppliedPosition.Ended ? lengths[segment] : position;

    /// <summary>What the index has read from and is not there any more.</summary>
    private static IEnumerable<string> MissingSegments(
        Dictionary<SegmentId, long> applied, Dictionary<SegmentId, long> lengths) => applied
        .Where(position => position.Value != AppliedPosition.Ended && !lengths.ContainsKey(position.Key))
        .Select(position => position.Key)
        .Order()
        .Select(segment => $"shard {segment.Shard}, segment {segment.Number}: the segment is missing");
}
