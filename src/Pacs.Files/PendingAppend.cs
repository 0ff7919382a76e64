namespace Pacs.Files;

/// <summary>A body that waits for its shard's writer, and the promise to whoever brought it.</summary>
internal sealed class PendingAppend(string name, string note, IncomingBody body, DateTimeOffset receivedAt)
    // The writer has the next batch to write; what follows an append runs elsewhere.
    : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public IncomingBody Body => body;

    /// <summary>Where the body is being written; believed once the append has finished.</summary>
    public Extent Extent { get; set; }

    public TarHeader Header(long syncedBefore) => new()
    {
        Name = name,
        Note = note,
        Length = body.Length,
        Digest = body.Digest,
        ReceivedAt = receivedAt,
        SyncedBefore = syncedBefore,
    };

    public void Finish(AppendFailure? failure)
    {
        var result = failure is null ? AppendResult.Kept(Member()) : AppendResult.Refused(failure);
        body.EndAppend();
        SetResult(result);
    }

    /// <summary>What a replay of the log will say of this append.</summary>
    private LogMember Member() => new(Extent.Segment, Extent.HeaderOffset, Extent.End)
    {
        Name = name,
        Note = note,
        Extent = Extent,
        Digest = body.Digest,
        ReceivedAt = receivedAt,
    };
}
