namespace Pacs.Files;

/// <summary>
/// When members are received: each later than all before it, in whatever shard, also when the machine's clock is set back.
/// So these times are the order of the log, and the order of a shard's members in it.
/// </summary>
internal sealed class LogClock(TimeProvider time)
{
    private long _last;

    public DateTimeOffset Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(time.GetUtcNow().UtcTicks, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return new DateTimeOffset(next, TimeSpan.Zero);
        }
    }

    /// <summary>What comes next is later than this.</summary>
    public void Pass(DateTimeOffset known)
    {
        while (Volatile.Read(ref _last) is var last && last < known.UtcTicks)
            Interlocked.CompareExchange(ref _last, known.UtcTicks, last);
    }
}
