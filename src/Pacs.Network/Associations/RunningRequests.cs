using Pacs.Network.Messages;

namespace Pacs.Network.Associations;

/// <summary>The peer's requests that have no final response yet.</summary>
internal sealed class RunningRequests
{
    /// <summary>
    /// Far more than any peer was seen to have outstanding, whatever was negotiated; past it each costs only a refusal.
    /// </summary>
    private const int Most = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<ushort, DimseRequest> _requests = [];
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _unanswered;
    private bool _isClosing;

    public bool Any => Volatile.Read(ref _unanswered) > 0;

    /// <summary>Success, or why the request is refused.</summary>
    public DimseStatus Add(DimseRequest request)
    {
        lock (_lock)
        {
            if (_requests.Count >= Most) return DimseStatus.ResourceLimitation;
            if (!_requests.TryAdd(request.Command.MessageId, request)) return DimseStatus.DuplicateInvocation;
            _unanswered++;
            return DimseStatus.Success;
        }
    }

    public void Cancel(ushort messageId)
    {
        DimseRequest? request;
        lock (_lock)
        {
            _requests.TryGetValue(messageId, out request);
        }

        request?.Cancel();
    }

    public void CancelAll()
    {
        DimseRequest[] requests;
        lock (_lock)
        {
            requests = [.. _requests.Values];
        }

        foreach (var request in requests) request.Cancel();
    }

    /// <summary>
    /// Before the final response goes out: the peer may use the message ID again as soon as it has it. False when there
    /// was one already.
    /// </summary>
    public bool BeginFinalResponse(DimseRequest request)
    {
        lock (_lock)
        {
            var messageId = request.Command.MessageId;
            return _requests.TryGetValue(messageId, out var running) && running == request &&
                _requests.Remove(messageId);
        }
    }

    public void EndFinalResponse()
    {
        lock (_lock)
        {
            _unanswered--;
            if (_isClosing && _unanswered == 0) _finished.TrySetResult();
        }
    }

    /// <summary>Completes when all have their final response, or nobody is going to give it.</summary>
    public Task FinishAsync()
    {
        lock (_lock)
        {
            _isClosing = true;
            if (_unanswered == 0) _finished.TrySetResult();
        }

        return _finished.Task;
    }

    public void GiveUp() => _finished.TrySetResult();
}
