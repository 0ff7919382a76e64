namespace Pacs.Server.Cli.Reports;

/// <summary>Counts what becomes of many files, by reason, for all who work on them at once.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Enum.GetValues<Fate>().Length];
    private readonly Dictionary<(Fate Fate, string Reason), (long Count, string Example)> _reasons = [];
    private long _done;
    private long _bytes;

    /// <summary>How many have met their fate.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Bytes that went over, those of a file that is on its way included.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public long this[Fate fate]
    {
        get
        {
            lock (_lock) return _counts[(int)fate];
        }
    }

    /// <summary>Refused, not sent, or there was nothing among it that could have been.</summary>
    public bool HasFailures => this[Fate.Refused] + this[Fate.NotSent] > 0 || (Done > 0 && Done == this[Fate.Skipped]);

    /// <param name="fate">What became of it.</param>
    /// <param name="name">A path or UID, to find it by.</param>
    /// <param name="reason">Why, where that needs saying; equal ones are counted together.</param>
    /// <param name="times">How many of them.</param>
    public void Count(Fate fate, string name, string? reason = null, long times = 1)
    {
        lock (_lock)
        {
            _counts[(int)fate] += times;
            if (reason is not null)
            {
                var (count, example) = _reasons.GetValueOrDefault((fate, reason), (0, name));
                _reasons[(fate, reason)] = (count + times, example);
            }
        }

        Interlocked.Add(ref _done, times);
    }

    public void CountBytes(long bytes) => Interlocked.Add(ref _bytes, bytes);

    /// <summary>The reasons of a fate, the most frequent first.</summary>
    public IReadOnlyList<(string Reason, long Count, string Example)> ReasonsOf(Fate fate)
    {
        lock (_lock)
        {
            return
            [
                .. _reasons.Where(entry => entry.Key.Fate == fate)
                    .Select(entry => (entry.Key.Reason, entry.Value.Count, entry.Value.Example))
                    .OrderByDescending(entry => entry.Count)
                    .ThenBy(entry => entry.Reason, StringComparer.Ordinal),
            ];
        }
    }
}
