using Pacs.Dicom.DataSets;
using Pacs.Network.Client;
using Pacs.Server.Cli.Reports;

namespace Pacs.Server.Cli.Retrieving;

/// <summary>
/// A C-GET over as many associations as its contexts take: what the peer could not send over one is asked for again over
/// the next, which has the contexts that found no room before.
/// </summary>
/// <param name="connect">Opens an association with these contexts for storage.</param>
/// <param name="files">Keeps what comes.</param>
/// <param name="tally">Counts it.</param>
internal sealed class Rounds(
    Func<IReadOnlyList<(string SopClass, IReadOnlyList<string> TransferSyntaxes)>, Task<GetScu>> connect,
    ReceivedFiles files,
    Tally tally)
{
    private readonly Retrieval _first = new();
    private HashSet<string> _named = [];
    private int _failed;

    /// <summary>Asks until everything is here that can be.</summary>
    public async Task RunAsync(
        Terminal terminal, IReadOnlyList<string> sopClasses, DataSet identifier, CancellationToken cancellationToken)
    {
        var retrieval = _first;
        foreach (var contexts in GetContexts.Rounds(sopClasses))
        {
            var kept = files.Kept.Count;
            await FetchAsync(terminal, contexts, identifier, retrieval, cancellationToken);
            if (retrieval.Last is not { Status.IsPending: false } end) return;

            if (retrieval == _first) (_failed, _named) = (end.SubOperations.Failed ?? 0, [.. end.FailedSopInstanceUids]);
            else _failed -= files.Kept.Count - kept;
            _named.ExceptWith(files.Kept);
            if (_failed <= files.Refused.Count) return;

            retrieval = new Retrieval();
        }
    }

    /// <summary>Says what did not come in any round, and how the retrieval ended unless well. True when all is here.</summary>
    public bool ReportEnd(Terminal terminal)
    {
        if (_failed == 0 && _first.Last is { Status.IsPending: false, SubOperations.Failed: > 0 }) return true;
        return _first.ReportEnd(terminal) && !tally.HasFailures;
    }

    /// <summary>Counts what the peer could not send in any round, by UID where it named them.</summary>
    public void CountFailures() => Retrieval.CountFailures(tally, _failed, _named, files.Refused);

    private async Task FetchAsync(
        Terminal terminal,
        IReadOnlyList<(string SopClass, IReadOnlyList<string> TransferSyntaxes)> contexts,
        DataSet identifier,
        Retrieval retrieval,
        CancellationToken cancellationToken)
    {
        await using var scu = await connect(contexts);
        try
        {
            var responses = scu.GetAsync(identifier, files.ReceiveAsync, cancellationToken);
            await retrieval.RunAsync(terminal, "Fetching", responses, () => tally.Bytes, cancellationToken);
        }
        finally
        {
            await scu.ReleaseAsync(CancellationToken.None); // after Ctrl+C too: the retrieval has been cancelled
        }
    }
}
