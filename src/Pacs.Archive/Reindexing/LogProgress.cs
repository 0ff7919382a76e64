using Pacs.Files;

namespace Pacs.Archive.Reindexing;

/// <summary>How far the log has been entered into an index. One writes, any thread reads.</summary>
internal sealed class LogProgress
{
    private readonly List<string> _damage = [];
    private long _bytes;
    private long _totalBytes;
    private long _instances;

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Grows while others store.</summary>
    public long TotalBytes => Interlocked.Read(ref _totalBytes);

    public long Instances => Interlocked.Read(ref _instances);

    /// <summary>Where the log is not what was written, or has members that are no instances.</summary>
    public IReadOnlyList<string> Damage
    {
        get
        {
            lock (_damage) return [.. _damage];
        }
    }

    public void Expect(long bytes) => Interlocked.Add(ref _totalBytes, bytes);

    public void Pass(LogEntry entry) => Interlocked.Add(ref _bytes, entry.End - entry.Offset);

    public void CountInstance() => Interlocked.Increment(ref _instances);

    public void Report(string damage)
    {
        lock (_damage) _damage.Add(damage);
    }

    public void Report(LogEntry entry, string explanation) => Report(Describe(entry, explanation));

    public static string Describe(LogEntry entry, string explanation) =>
        $"shard {entry.Segment.Shard}, segment {entry.Segment.Number}, offset {entry.Offset}: {explanation}";
}
