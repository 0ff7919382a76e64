using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Reindexing;

/// <summary>
/// Brings the index up to the end of the log when the archive is opened: the log is the truth, and the index, which is not
/// synced with every instance, may have lost its last transactions.
/// </summary>
internal sealed class LogReplay(SegmentStore store, ArchiveIndex index)
{
    /// <param name="entersInstances">False when the index is to be rebuilt anyway: then only torn tails are cut off.</param>
    /// <param name="cancellationToken">Stops on the way: what has been entered stays.</param>
    public async Task<RecoveryReport> RunAsync(bool entersInstances, CancellationToken cancellationToken)
    {
        var applied = index.AppliedPositions.ToDictionary(
            position => new SegmentId(position.Shard, position.Segment), position => position.Offset);
        var lastNumbers = applied.Keys.GroupBy(segment => segment.Shard)
            .ToDictionary(shard => shard.Key, shard => shard.Max(segment => segment.Number));
        var lengths = store.Segments().ToDictionary(segment => segment.Id, segment => segment.Length);

        store.ContinueAfter(index.LatestReceipt);
        var cut = 0L;
        var damage = MissingSegments(applied, lengths).ToList();
        foreach (var entry in store.Recover(
            segment => PositionOf(segment, applied, lengths), shard => lastNumbers.GetValueOrDefault(shard)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (entry)
            {
                case LogDamage incident:
                    damage.Add(LogProgress.Describe(incident, incident.Explanation));
                    await index.SkipAsync(incident.Segment.Shard, incident.Segment.Number, incident.Offset, incident.End);
                    break;

                case LogTail { IsEmpty: false } tail:
                    cut += tail.End - tail.Offset;
                    break;
            }
        }

        // From here on what is read is durable.
        var progress = new LogProgress();
        if (entersInstances) await new LogApplication(store, index, progress).RunAsync(cancellationToken);
        return new RecoveryReport((int)progress.Instances, cut, [.. damage.Union(progress.Damage)]);
    }

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
