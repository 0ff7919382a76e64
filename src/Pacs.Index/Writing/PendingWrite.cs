namespace Pacs.Index.Writing;

/// <summary>Something queued for the writer.</summary>
/// <param name="change">Null for a stretch of the log that changes nothing.</param>
/// <param name="stretch">What counts as applied with it; null when it is none of the log's.</param>
internal sealed class PendingWrite(Change? change, LogStretch? stretch)
{
    private readonly TaskCompletionSource<IndexOutcome> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Change? Change => change;

    public LogStretch? Stretch => stretch;

    public Task<IndexOutcome> Completion => _completion.Task;

    /// <summary>The instance that it enters when nobody waits for that: see <see cref="IndexWriter.TryPromise"/>.</summary>
    public IndexedInstance? Promised { get; set; }

    /// <summary>Why it failed when it was last tried; null when it did not, or was not.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>What is answered once the transaction is committed.</summary>
    public IndexOutcome Outcome { get; set; }

    public void Complete()
    {
        Failure = null;
        _completion.SetResult(Outcome);
    }

    public void Fail(Exception exception)
    {
        Failure = exception;
        if (Promised is null) _completion.SetException(exception);
    }
}
