using System.Numerics;

namespace Pacs.Server.Statistics;

/// <summary>
/// Durations, counted in eight buckets per power of two of microseconds: a quantile is right to an eighth, and a
/// measurement costs one increment.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int BucketsPerPower = 8;
    private const int Log2BucketsPerPower = 3;

    /// <summary>2^42 us are 50 days.</summary>
    private const int Powers = 42;

    private readonly long[] _counts = new long[BucketsPerPower * Powers];

    public long Count
    {
        get
        {
            var sum = 0L;
            foreach (ref var count in _counts.AsSpan()) sum += Interlocked.Read(ref count);
            return sum;
        }
    }

    public void Add(TimeSpan duration) => Interlocked.Increment(ref _counts[BucketOf((ulong)Math.Max(0, duration.TotalMicroseconds))]);

    /// <summary>What this share of the durations did not exceed; null when there are none.</summary>
    public TimeSpan? Quantile(double share)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(Count * share));
        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += Interlocked.Read(ref _counts[bucket]);
            if (seen >= wanted) return TimeSpan.FromMicroseconds(EndOf(bucket));
        }

        return null;
    }

    /// <summary>Below eight microseconds one bucket each; then by the first bit and the three behind it.</summary>
    private static int BucketOf(ulong microseconds)
    {
        if (microseconds < BucketsPerPower) return (int)microseconds;

        var power = BitOperations.Log2(microseconds) - Log2BucketsPerPower;
        var within = (int)(microseconds >> power) - BucketsPerPower;
        return Math.Min(((power + 1) * BucketsPerPower) + within, (BucketsPerPower * Powers) - 1);
    }

    private static double EndOf(int bucket)
    {
        if (bucket < BucketsPerPower) return bucket + 1;

        var power = (bucket / BucketsPerPower) - 1;
        return (ulong)((bucket % BucketsPerPower) + BucketsPerPower + 1) << power;
    }
}
