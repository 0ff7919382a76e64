namespace Pacs.Files;

/// <summary>A body that waits for its shard's writer, and the promise to whoever brought it.</summary>
internal sealed class PendingAppend(string name, string note, IncomingBody body, DateTimeOffset? receivedAt)
    // The writer has the next batch to write; what follows an append runs elsewhere.
    : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public IncomingBody Body => body;

    /// <summary>Where the body is being written; believed once the append has finished.</summary>
    public Extent Extent { get; set; }

    /// <summary>When it came: a copy says when the original did, and what is new is later than all before it.</summary>
    private DateTimeOffset ReceivedAt { get; set; } = receivedAt ?? default;

    /// <summary>The member's header. Asked for once, by the shard's writer, in the order in which members come to lie.</summary>
    public TarHeader Header(LogClock clock, long syncedBefore)
    {
        if (receivedAt is null)
            ReceivedAt = clock.Next();

        return new TarHeader
        {
            Name = name,
            Note = note,
            Length = body.Length,
            Digest = body.Digest,
            ReceivedAt = ReceivedAt,
            SyncedBefore = syncedBefore,
        };
    }

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
        ReceivedAt = ReceivedAt,
    };
}
