namespace Pacs.Network.Tests.Associations;

/// <summary>
/// A clock that stands until a test moves it. FakeTimeProvider 10.11 throws when a timer is disposed while the clock is
/// moved, which here happens all the time.
/// </summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Time, TaskCompletionSource Set)> _awaited = [];
    private long _now = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        lock (_lock) _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        List<ManualTimer> due;
        lock (_lock)
        {
            _now += time.Ticks;
            due = _timers.FindAll(timer => timer.DueAt <= _now);
            foreach (var timer in due) timer.DueAt = long.MaxValue;
        }

        foreach (var timer in due) timer.Fire();
    }

    /// <summary>
    /// Completes when a timer runs that ends in <paramref name="time"/> from now: whoever sets it has come that far, and
    /// to move the clock by as much ends that wait and none that comes later.
    /// </summary>
    public Task TimerSetAsync(TimeSpan time)
    {
        lock (_lock)
        {
            if (_timers.Exists(timer => timer.DueAt == _now + time.Ticks)) return Task.CompletedTask;

            var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((time, set));
            return set.Task;
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        public long DueAt { get; set; } = long.MaxValue;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock._now + dueTime.Ticks;
                foreach (var (_, set) in clock._awaited.Where(awaited => awaited.Time == dueTime)) set.TrySetResult();
            }

            return true;
        }

        public void Dispose() => Stop();

        public ValueTask DisposeAsync()
        {
            Stop();
            return ValueTask.CompletedTask;
        }

        private void Stop()
        {
            lock (clock._lock) clock._timers.Remove(this);
        }
    }
}
