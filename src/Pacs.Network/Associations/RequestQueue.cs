using System.Threading.Tasks.Sources;

namespace Pacs.Network.Associations;

/// <summary>
/// Hands requests from the reader of the line to their one consumer. A request whose data set the consumer will read at
/// once continues on the reader's thread: nothing is gained by waking another.
/// </summary>
internal sealed class RequestQueue : IValueTaskSource<bool>
{
    private readonly Lock _lock = new();
    private readonly Queue<DimseRequest> _requests = new();
    private ManualResetValueTaskSourceCore<bool> _available;
    private bool _isAwaited;
    private bool _isComplete;

    public void Add(DimseRequest request, bool continuesHere)
    {
        lock (_lock)
        {
            if (_isComplete) return;

            _requests.Enqueue(request);
            if (!_isAwaited) return;
            _isAwaited = false;
        }

        _available.RunContinuationsAsynchronously = !continuesHere;
        _available.SetResult(true);
    }

    /// <summary>What has been added is still there to take.</summary>
    public void Complete() => Wake(isComplete: true);

    /// <summary>False when there is nothing and will be nothing.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static queue => ((RequestQueue)queue!).Wake(isComplete: false), this);
        var isAvailable = await WaitAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return isAvailable;
    }

    public DimseRequest? TryTake()
    {
        lock (_lock)
        {
            return _requests.TryDequeue(out var request) ? request : null;
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _available.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _available.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _available.OnCompleted(continuation, state, token, flags);

    private ValueTask<bool> WaitAsync()
    {
        lock (_lock)
        {
            if (_requests.Count > 0) return ValueTask.FromResult(true);
            if (_isComplete) return ValueTask.FromResult(false);

            _available.Reset();
            _isAwaited = true;
            return new ValueTask<bool>(this, _available.Version);
        }
    }

    private void Wake(bool isComplete)
    {
        lock (_lock)
        {
            _isComplete |= isComplete;
            if (!_isAwaited) return;
            _isAwaited = false;
        }

        _available.RunContinuationsAsynchronously = true;
        _available.SetResult(false);
    }
}
