namespace Pacs.Index.Writing;

/// <summary>Something queued for the writer: an instance, or only a range of the log that holds none.</summary>
internal sealed class PendingWrite(InstanceRows? rows, LogRange range)
{
    private readonly TaskCompletionSource<IndexOutcome> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InstanceRows? Rows => rows;

    public LogRange Range => range;

    public Task<IndexOutcome> Completion => _completion.Task;

    /// <summary>What is answered once the transaction is committed.</summary>
    public IndexOutcome Outcome { get; set; }

    public void Complete() => _completion.SetResult(Outcome);

    public void Fail(Exception exception) => _completion.SetException(exception);
}
