namespace Pacs.Network.Associations;

/// <summary>
/// Calls out when something takes too long. Started and stopped around every wait for the line, so that costs a
/// variable: one timer runs along and looks at it.
/// </summary>
internal sealed class Watch : IDisposable
{
    private const long Stopped = 0;

    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly Func<bool> _expired;
    private readonly ITimer _timer;
    private long _startedAt;

    /// <param name="time">The clock.</param>
    /// <param name="patience">How long a wait may last.</param>
    /// <param name="expired">Called when it has lasted longer; false says to wait as long again.</param>
    public Watch(TimeProvider time, TimeSpan patience, Func<bool> expired)
    {
        _time = time;
        _patience = patience;
        _expired = expired;
        _timer = time.CreateTimer(static watch => ((Watch)watch!).Look(), this, patience, Timeout.InfiniteTimeSpan);
    }

    public void Start() => Volatile.Write(ref _startedAt, Math.Max(1, _time.GetTimestamp()));

    /// <summary>Starts anew what is running.</summary>
    public void Restart()
    {
        var startedAt = Volatile.Read(ref _startedAt);
        if (startedAt == Stopped) return;
        Interlocked.CompareExchange(ref _startedAt, Math.Max(1, _time.GetTimestamp()), startedAt);
    }

    public void Stop() => Volatile.Write(ref _startedAt, Stopped);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var startedAt = Volatile.Read(ref _startedAt);
        var left = startedAt == Stopped ? _patience : _patience - _time.GetElapsedTime(startedAt);
        if (left <= TimeSpan.Zero)
        {
            if (_expired()) return;
            left = _patience;
        }

        // A timer rounds down to milliseconds and would come back too early by less than one.
        _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
