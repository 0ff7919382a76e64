using Pacs.Network.Client;
using Pacs.Network.Messages;
using Pacs.Server.Cli.Reports;

namespace Pacs.Server.Cli.Retrieving;

/// <summary>How a C-MOVE or C-GET goes, by the counters in the peer's responses.</summary>
internal sealed class Retrieval
{
    private readonly Lock _lock = new();
    private RetrieveProgress? _last;

    /// <summary>The last response that came, or null.</summary>
    public RetrieveProgress? Last
    {
        get
        {
            lock (_lock) return _last;
        }
    }

    /// <summary>The last counters that were told.</summary>
    public SubOperations Counts
    {
        get
        {
            lock (_lock) return _last?.SubOperations ?? default;
        }
    }

    /// <summary>Follows the responses to the last one, showing how far it is.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="verb">What is being done.</param>
    /// <param name="responses">Of the peer.</param>
    /// <param name="transferred">Bytes that have come here; null when they go elsewhere.</param>
    /// <param name="cancellationToken">Cancels the retrieval at the peer.</param>
    public Task RunAsync(
        Terminal terminal,
        string verb,
        IAsyncEnumerable<RetrieveProgress> responses,
        Func<long>? transferred,
        CancellationToken cancellationToken)
    {
        var work = FollowAsync(responses, cancellationToken);
        return ProgressDisplay.ShowAsync(terminal, verb, () => StateOf(Counts, transferred?.Invoke()), work);
    }

    /// <summary>Counts what the peer calls failed, by UID where it names them.</summary>
    /// <param name="tally">Gets them.</param>
    /// <param name="failures">How many the peer says there are.</param>
    /// <param name="named">Those it names.</param>
    /// <param name="counted">Those that are counted already: they failed here.</param>
    public static void CountFailures(
        Tally tally, int failures, IEnumerable<string> named, IReadOnlySet<string> counted)
    {
        const string Reason = "the peer could not send it";
        var uncounted = named.Where(uid => !counted.Contains(uid)).ToList();
        foreach (var uid in uncounted) tally.Count(Fate.Refused, uid, Reason);
        var nameless = failures - counted.Count - uncounted.Count;
        if (nameless > 0) tally.Count(Fate.Refused, "(not named)", Reason, nameless);
    }

    /// <summary>Says how it ended unless well. True when it was done, be it with failures.</summary>
    public bool ReportEnd(Terminal terminal)
    {
        if (_last is not { Status.IsPending: false } end)
        {
            terminal.Complain("the peer gave no final response.");
            return false;
        }

        if (end.Status.Class != StatusClass.Success)
        {
            terminal.Complain($"the peer ended with {StatusText.Of(end.Status, end.ErrorComment)}.");
        }

        return end.Status.IsDone;
    }

    private async Task FollowAsync(IAsyncEnumerable<RetrieveProgress> responses, CancellationToken cancellationToken)
    {
        await foreach (var response in responses.WithCancellation(cancellationToken))
        {
            lock (_lock) _last = response;
        }
    }

    private static ProgressState StateOf(SubOperations counts, long? bytes)
    {
        var done = (counts.Completed ?? 0) + (counts.Failed ?? 0) + (counts.Warning ?? 0);
        return new ProgressState(done, counts.Remaining is { } remaining ? done + remaining : null, bytes);
    }
}
