namespace Pacs.Network.Associations;

/// <summary>
/// Hands requests from the reader of the line to their one consumer, which continues on the reader's thread: it has the
/// data set to read, and nothing is gained by waking another for that.
/// </summary>
internal sealed class RequestQueue
{
    private readonly Lock _lock = new();
    private readonly Queue<DimseRequest> _requests = new();
    private TaskCompletionSource<bool>? _awaited;
    private bool _isComplete;

    public void Add(DimseRequest request)
    {
        TaskCompletionSource<bool>? awaited;
        lock (_lock)
        {
            if (_isComplete) return;

            _requests.Enqueue(request);
            (awaited, _awaited) = (_awaited, null);
        }

        awaited?.TrySetResult(true);
    }

    /// <summary>What has been added is still there to take.</summary>
    public void Complete()
    {
        TaskCompletionSource<bool>? awaited;
        lock (_lock)
        {
            _isComplete = true;
            (awaited, _awaited) = (_awaited, null);
        }

        if (awaited is null) return;
        ThreadPool.UnsafeQueueUserWorkItem(static awaited => awaited.TrySetResult(false), awaited, preferLocal: false);
    }

    /// <summary>False when there is nothing and will be nothing.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> awaited;
        lock (_lock)
        {
            if (_requests.Count > 0) return true;
            if (_isComplete) return false;

            awaited = _awaited = new TaskCompletionSource<bool>();
        }

        await using var registration = cancellationToken.UnsafeRegister(
            static (awaited, token) => ((TaskCompletionSource<bool>)awaited!).TrySetCanceled(token), awaited);
        return await awaited.Task;
    }

    public DimseRequest? TryTake()
    {
        lock (_lock)
        {
            return _requests.TryDequeue(out var request) ? request : null;
        }
    }
}
