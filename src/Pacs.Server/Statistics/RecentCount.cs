namespace Pacs.Server.Statistics;

/// <summary>How often something happened in the last seconds. Between two seconds an event may get lost: it is a rate.</summary>
internal sealed class RecentCount(TimeProvider clock)
{
    private const int Window = 10;
    private const int Slots = 16;

    private readonly long[] _seconds = new long[Slots];
    private readonly long[] _counts = new long[Slots];

    /// <summary>On average over the last ten whole seconds.</summary>
    public double PerSecond
    {
        get
        {
            var now = Now;
            var sum = 0L;
            for (var second = now - Window; second < now; second++)
            {
                var slot = SlotOf(second);
                if (Interlocked.Read(ref _seconds[slot]) == second) sum += Interlocked.Read(ref _counts[slot]);
            }

            return (double)sum / Window;
        }
    }

    private long Now => clock.GetTimestamp() / clock.TimestampFrequency;

    public void Add()
    {
        var now = Now;
        var slot = SlotOf(now);
        var before = Interlocked.Read(ref _seconds[slot]);
        if (before != now && Interlocked.CompareExchange(ref _seconds[slot], now, before) == before)
        {
            Interlocked.Exchange(ref _counts[slot], 0);
        }

        Interlocked.Increment(ref _counts[slot]);
    }

    private static int SlotOf(long second) => (int)(second & (Slots - 1));
}
