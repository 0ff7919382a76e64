using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Pacs.Server.Statistics;

/// <summary>Counts what <see cref="ServerMetrics"/> measure since the server was started.</summary>
internal sealed class LiveStatistics : IDisposable
{
    /// <summary>A caller may make up titles: those beyond are counted together.</summary>
    private const int MaxPeers = 1000;

    private const string OtherPeers = "(others)";

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, OperationCounts> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PeerCounts> _peers = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _startedAt;
    private long _rejected;
    private long _aborted;

    public LiveStatistics(ServerMetrics metrics, TimeProvider clock)
    {
        _clock = clock;
        _startedAt = clock.GetUtcNow();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Answered(tags, seconds));
        _listener.SetMeasurementEventCallback<long>((instrument, change, tags, _) => Count(instrument.Name, tags, change));
        _listener.Start();
    }

    public ServerState Read() => new()
    {
        StartedAt = _startedAt,
        UptimeSeconds = (long)(_clock.GetUtcNow() - _startedAt).TotalSeconds,
        ActiveAssociations = _peers.Values.Sum(peer => peer.Now),
        Associations = _peers.Values.Sum(peer => peer.Total),
        RejectedAssociations = Interlocked.Read(ref _rejected),
        AbortedAssociations = Interlocked.Read(ref _aborted),
        Operations =
        [
            .. _operations.OrderBy(operation => operation.Key, StringComparer.Ordinal).Select(operation => new OperationState
            {
                Operation = operation.Key,
                Total = operation.Value.Latencies.Count,
                PerSecond = operation.Value.Recent.PerSecond,
                P50Milliseconds = operation.Value.Latencies.Quantile(0.5)?.TotalMilliseconds,
                P99Milliseconds = operation.Value.Latencies.Quantile(0.99)?.TotalMilliseconds,
            }),
        ],
        Peers =
        [
            .. _peers.OrderBy(peer => peer.Key, StringComparer.Ordinal)
                .Select(peer => new PeerState(peer.Key, peer.Value.Now, peer.Value.Total)),
        ],
    };

    public void Dispose() => _listener.Dispose();

    private void Answered(ReadOnlySpan<KeyValuePair<string, object?>> tags, double seconds)
    {
        var counts = _operations.GetOrAdd(TagIn(tags), static (_, clock) => new OperationCounts(clock), _clock);
        counts.Latencies.Add(TimeSpan.FromSeconds(seconds));
        counts.Recent.Add();
    }

    private void Count(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags, long change)
    {
        switch (instrument)
        {
            case ServerMetrics.ActiveAssociations: CountsOf(TagIn(tags)).Add(change); break;
            case ServerMetrics.RejectedAssociations: Interlocked.Add(ref _rejected, change); break;
            case ServerMetrics.AbortedAssociations: Interlocked.Add(ref _aborted, change); break;
        }
    }

    private PeerCounts CountsOf(string peer) =>
        _peers.TryGetValue(peer, out var known) ? known
        : _peers.GetOrAdd(_peers.Count < MaxPeers ? peer : OtherPeers, static _ => new PeerCounts());

    private static string TagIn(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags[0].Value as string ?? "";
}
