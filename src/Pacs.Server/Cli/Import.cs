using System.Buffers;
using System.Runtime.CompilerServices;
using Pacs.Archive.Ingest;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Sources;

namespace Pacs.Server.Cli;

/// <summary>One run of <c>pacs import</c>: several files at once through the archive's own ingest.</summary>
/// <param name="ingest">Where the files go.</param>
/// <param name="journal">What was done before.</param>
/// <param name="log">Gets a line per file; null for none.</param>
internal sealed class Import(InstanceIngest ingest, ImportJournal journal, TextWriter? log)
{
    private const int ReadLength = 256 * 1024;

    private long _total = -1;
    private string? _stoppedBecause;

    public required string Source { get; init; }

    public required int AtOnce { get; init; }

    /// <summary>Takes up what the journal has, too.</summary>
    public required bool Again { get; init; }

    public Tally Tally { get; } = new();

    /// <summary>Why the archive can take nothing more, or null.</summary>
    public string? StoppedBecause => Volatile.Read(ref _stoppedBecause);

    public ProgressState Progress =>
        new(Tally.Done, Interlocked.Read(ref _total) is >= 0 and var total ? total : null, Tally.Bytes);

    public async Task RunAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var counting = Task.Run(() => CountAsMany(paths, enough.Token), enough.Token);
        try
        {
            var files = FileTree.Enumerate(paths).TakeWhile(_ => StoppedBecause is null);
            var atOnce = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(files, atOnce, ImportAsync);
        }
        finally
        {
            await enough.CancelAsync();
            await counting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Beside the work: who watches sees at once that it goes on, and later how far it is.</summary>
    private void CountAsMany(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var total = FileTree.Enumerate(paths).TakeWhile(_ => !cancellationToken.IsCancellationRequested).LongCount();
        Interlocked.Exchange(ref _total, total);
    }

    private async ValueTask ImportAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var info = new FileInfo(path);
            if (!Again && info.Exists && journal.Contains(info))
            {
                Tell(Fate.DoneBefore, path, null);
                return;
            }

            var probe = await DicomFile.ProbeAsync(path, cancellationToken);
            if (probe.File is not { } file)
            {
                Tell(Fate.Skipped, path, probe.Reason);
                return;
            }

            var (fate, reason) = await IngestAsync(file, cancellationToken);
            if (fate is Fate.Accepted or Fate.Duplicate or Fate.Warning) journal.Add(info);
            Tell(fate, path, reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(Fate.Refused, path, DicomFile.WhyUnreadable(path, e));
        }
    }

    private async Task<(Fate Fate, string? Reason)> IngestAsync(DicomFile file, CancellationToken cancellationToken)
    {
        var arrival = new InstanceArrival
        {
            TransferSyntax = file.TransferSyntax,
            SopClassUid = file.SopClassUid,
            SopInstanceUid = file.SopInstanceUid,
            Source = Source,
        };
        using var received = await ingest.ReceiveAsync(arrival, ReadAsync(file, cancellationToken), cancellationToken);
        var result = await received.StoreAsync();
        if (result.Outcome is IngestOutcome.NoSpace or IngestOutcome.StorageFailed)
        {
            Interlocked.CompareExchange(ref _stoppedBecause, result.Reason ?? $"{result.Outcome}", null);
        }

        return result.Outcome switch
        {
            IngestOutcome.Stored => (Fate.Accepted, null),
            IngestOutcome.Duplicate => (Fate.Duplicate, null),
            IngestOutcome.Replaced => (Fate.Warning, "replaces other bytes under the same SOP Instance UID"),
            IngestOutcome.KeptAside => (Fate.Warning, "kept aside: its UID is held from elsewhere"),
            IngestOutcome.Mismatch or IngestOutcome.Malformed or IngestOutcome.NoSpace or IngestOutcome.StorageFailed =>
                (Fate.Refused, result.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(file)),
        };
    }

    private async IAsyncEnumerable<ReadOnlySequence<byte>> ReadAsync(
        DicomFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var dataSet = file.OpenDataSet();
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(file.DataSetLength, 1, ReadLength));
        try
        {
            while (await dataSet.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                Tally.CountBytes(count);
                yield return new ReadOnlySequence<byte>(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Tell(Fate fate, string path, string? reason)
    {
        Tally.Count(fate, path, reason);
        log?.WriteLine(FileLine.Of(fate, path, reason));
    }
}
