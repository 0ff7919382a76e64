namespace Pacs.Server.Statistics;

/// <summary>The associations of one calling AE title.</summary>
internal sealed class PeerCounts
{
    private long _now;
    private long _total;

    public long Now => Interlocked.Read(ref _now);

    public long Total => Interlocked.Read(ref _total);

    public void Add(long change)
    {
        Interlocked.Add(ref _now, change);
        if (change > 0) Interlocked.Add(ref _total, change);
    }
}
