using Pacs.Files;

namespace Pacs.Archive.Reindexing;

/// <summary>
/// The shards' logs as one: in the order in which members were received, and of each shard in the order in which they lie.
/// </summary>
internal static class LogOrder
{
    public static IEnumerable<LogEntry> Merge(IEnumerable<IEnumerable<LogEntry>> logs)
    {
        var open = logs.Select(log => log.GetEnumerator()).ToList();
        try
        {
            var heads = new PriorityQueue<IEnumerator<LogEntry>, (DateTimeOffset Time, int Log)>();
            foreach (var (number, log) in open.Index())
            {
                if (log.MoveNext()) heads.Enqueue(log, (TimeOf(log.Current), number));
            }

            while (heads.TryDequeue(out var log, out var head))
            {
                yield return log.Current;
                if (log.MoveNext()) heads.Enqueue(log, (Later(head.Time, TimeOf(log.Current)), head.Log));
            }
        }
        finally
        {
            foreach (var log in open) log.Dispose();
        }
    }

    /// <summary>What is no member has no time, and waits for nothing.</summary>
    private static DateTimeOffset TimeOf(LogEntry entry) => entry is LogMember member ? member.ReceivedAt : DateTimeOffset.MinValue;

    /// <summary>A copy lies behind what came after its original: it does not go back in time.</summary>
    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
