namespace Pacs.Server.Statistics;

/// <summary>What was measured of one kind of request.</summary>
internal sealed class OperationCounts(TimeProvider clock)
{
    public LatencyHistogram Latencies { get; } = new();

    public RecentCount Recent { get; } = new(clock);
}
