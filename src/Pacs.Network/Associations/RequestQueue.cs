namespace Pacs.Network.Associations;

/// <summary>
/// Hands requests from the reader of the line to their one consumer. A request whose data set the consumer will read at
/// once continues on the reader's thread: nothing is gained by waking another.
/// </summary>
internal sealed class RequestQueue
{
    private readonly Lock _lock = new();
    private readonly Queue<DimseRequest> _requests = new();
    private TaskCompletionSource<bool>? _awaited;
    private bool _isComplete;

    public void Add(DimseRequest request, bool continuesHere)
    {
        TaskCompletionSource<bool>? awaited;
        lock (_lock)
        {
            if (_isComplete) return;

            _requests.Enqueue(request);
            (awaited, _awaited) = (_awaited, null);
        }

        if (continuesHere) awaited?.TrySetResult(true);
        else CompleteElsewhere(awaited, true);
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

        CompleteElsewhere(awaited, false);
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

    private static void CompleteElsewhere(TaskCompletionSource<bool>? awaited, bool isAvailable)
    {
        if (awaited is null) return;
        ThreadPool.UnsafeQueueUserWorkItem(
            static state => state.awaited.TrySetResult(state.isAvailable), (awaited, isAvailable), preferLocal: false);
    }
}
