using System.Collections.Concurrent;
using Pacs.Dicom;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Cli.Sources;

namespace Pacs.Server.Cli;

/// <summary>
/// One run of <c>pacs store</c>: first all files are looked at, since an association must propose what is going to be
/// sent before the first is; then several associations take files from one queue, each with several of them on their way
/// where the peer agrees to that.
/// </summary>
/// <param name="peer">Whom to send to.</param>
/// <param name="options">How to call.</param>
/// <param name="log">Gets a line per file; null for none.</param>
internal sealed class Sending(PeerAddress peer, ScuOptions options, TextWriter? log)
{
    /// <summary>Files looked at together: on a network share each costs a round trip.</summary>
    private const int LookedAtOnce = 8;

    /// <summary>A peer that ended so many associations in a row, each over its first file, ends the next too.</summary>
    private const int MostLostAssociations = 5;

    private readonly ConcurrentQueue<DicomFile> _queue = new();
    private List<StoreProposal> _proposals = [];
    private long _looked;
    private long? _totalBytes;
    private string? _stoppedBecause;

    public Tally Tally { get; } = new();

    /// <summary>Why files are left that nobody was asked to take, or null.</summary>
    public string? StoppedBecause => Volatile.Read(ref _stoppedBecause);

    public ProgressState Progress => _totalBytes is { } bytes
        ? new ProgressState(Tally.Done, _looked, Tally.Bytes, bytes)
        : new ProgressState(Interlocked.Read(ref _looked), null);

    /// <summary>Finds out what there is to send.</summary>
    public async Task LookAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<(int Index, DicomFile File)>();
        var limits = new ParallelOptions
        {
            MaxDegreeOfParallelism = LookedAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(FileTree.Enumerate(paths).Index(), limits, async (path, ct) =>
        {
            if (await LookAsync(path.Item, ct) is { } file) found.Add((path.Index, file));
            Interlocked.Increment(ref _looked);
        });

        foreach (var (_, file) in found.OrderBy(entry => entry.Index)) _queue.Enqueue(file);
        var proposals = found.Select(entry => new StoreProposal(entry.File.SopClassUid, entry.File.TransferSyntax));
        _proposals = [.. proposals.Distinct()];
        _totalBytes = found.Sum(entry => entry.File.DataSetLength);
    }

    /// <summary>Sends what was found, over so many associations.</summary>
    public async Task RunAsync(int associations, CancellationToken cancellationToken)
    {
        var workers = Enumerable.Range(0, Math.Min(associations, _queue.Count));
        try
        {
            await Task.WhenAll(workers.Select(_ => SendFromQueueAsync(cancellationToken)));
        }
        finally
        {
            while (_queue.TryDequeue(out var left)) Tell(Fate.NotSent, left.Path, StoppedBecause ?? "interrupted");
        }
    }

    private async Task<DicomFile?> LookAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var probe = await DicomFile.ProbeAsync(path, cancellationToken);
            if (probe.File is null) Tell(Fate.Skipped, path, probe.Reason);
            return probe.File;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(Fate.Refused, path, DicomFile.WhyUnreadable(path, e));
            return null;
        }
    }

    private async Task SendFromQueueAsync(CancellationToken cancellationToken)
    {
        var lost = 0;
        var calling = options;
        while (lost < MostLostAssociations && !_queue.IsEmpty)
        {
            await using var scu = new StoreScu(peer, _proposals, calling);
            if (await SendOverAsync(scu, cancellationToken) is not { } sent) return;

            lost = sent > 0 ? 0 : lost + 1;
            await scu.ReleaseAsync(cancellationToken);

            // If files are left the association has ended. Which of those on their way was to blame shows one by one.
            calling = options with { MaxInvoked = 1 };
        }

        if (lost == MostLostAssociations) StopBecause($"{peer} has ended {lost} associations in a row.");
    }

    /// <summary>
    /// How many files were answered until the association or the queue came to its end; null when the peer does not talk
    /// to us.
    /// </summary>
    private async Task<int?> SendOverAsync(StoreScu scu, CancellationToken cancellationToken)
    {
        var onTheirWay = new List<Task<bool>>();
        try
        {
            var sent = 0;
            var goesOn = true;
            while (goesOn && _queue.TryDequeue(out var file))
            {
                if (await ConnectAsync(scu, file, cancellationToken) is not { } accepted)
                {
                    _queue.Enqueue(file); // others may get through
                    return null;
                }

                onTheirWay.Add(SendAsync(scu, file, accepted, cancellationToken));
                while (goesOn && onTheirWay.Count >= Math.Max(1, scu.MaxOutstanding))
                {
                    var answered = await Task.WhenAny(onTheirWay);
                    onTheirWay.Remove(answered);
                    goesOn = await answered;
                    if (goesOn) sent++;
                }
            }

            return sent + (await Task.WhenAll(onTheirWay)).Count(isSent => isSent);
        }
        finally
        {
            // Each tells of its own file.
            await ((Task)Task.WhenAll(onTheirWay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What the peer takes of the file's SOP class; null when it does not talk to us.</summary>
    private async Task<IReadOnlyList<TransferSyntax>?> ConnectAsync(
        StoreScu scu, DicomFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await scu.FindAcceptedAsync(file.SopClassUid, cancellationToken);
        }
        catch (Exception e) when (e is IOException or AssociationRejectedException or AssociationAbortedException)
        {
            StopBecause(e.Message);
            return null;
        }
    }

    /// <summary>False when the association has ended.</summary>
    private async Task<bool> SendAsync(
        StoreScu scu, DicomFile file, IReadOnlyList<TransferSyntax> accepted, CancellationToken cancellationToken)
    {
        if (EncodingFor(file, accepted) is not { } encoding)
        {
            Tell(Fate.Refused, file.Path, accepted.Count == 0
                ? $"SOP class not accepted: {NameOf(file.SopClassUid)}"
                : $"transfer syntax not accepted: {file.TransferSyntax.Name}");
            return true;
        }

        var isAlone = scu.MaxOutstanding == 1;
        try
        {
            await using var dataSet = Open(file, encoding);
            var request = new CStoreRequest
            {
                AffectedSopClassUid = file.SopClassUid,
                AffectedSopInstanceUid = file.SopInstanceUid,
            };
            var result = await scu.StoreAsync(request, encoding, dataSet, cancellationToken);
            Tell(FateOf(result), file.Path, result.Status == DimseStatus.Success ? null : $"{result}");
            return true;
        }
        catch (AssociationAbortedException) when (!isAlone)
        {
            _queue.Enqueue(file);
        }
        catch (AssociationAbortedException e)
        {
            Tell(Fate.Refused, file.Path, e.Message);
        }
        catch (OperationCanceledException)
        {
            Tell(Fate.NotSent, file.Path, "interrupted");
            throw;
        }
        catch (DicomFormatException e)
        {
            Tell(Fate.Refused, file.Path, $"cannot be converted to {encoding.Name}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell(Fate.Refused, file.Path, DicomFile.WhyUnreadable(file.Path, e));
        }

        return false;
    }

    private static Fate FateOf(StoreResult result) => result switch
    {
        { Status.Class: StatusClass.Success } => Fate.Accepted,
        { IsStored: true } => Fate.Warning,
        _ => Fate.Refused,
    };

    private Stream Open(DicomFile file, TransferSyntax encoding)
    {
        var stored = new MeteredStream(file.OpenDataSet(), Tally.CountBytes);
        return encoding.Uid == file.TransferSyntax.Uid
            ? stored
            : DataSetConverter.OpenRead(stored, file.TransferSyntax, encoding);
    }

    private static TransferSyntax? EncodingFor(DicomFile file, IReadOnlyList<TransferSyntax> accepted) =>
        accepted.FirstOrDefault(syntax => syntax.Uid == file.TransferSyntax.Uid) ??
        (IsNative(file.TransferSyntax) ? accepted.FirstOrDefault(IsNative) : null);

    private static bool IsNative(TransferSyntax syntax) =>
        syntax == TransferSyntax.ExplicitVrLittleEndian || syntax == TransferSyntax.ImplicitVrLittleEndian ||
        syntax == TransferSyntax.DeflatedExplicitVrLittleEndian || syntax == TransferSyntax.ExplicitVrBigEndian;

    private static string NameOf(string sopClass) => UidDictionary.Find(sopClass)?.Name ?? sopClass;

    private void StopBecause(string reason) => Interlocked.CompareExchange(ref _stoppedBecause, reason, null);

    private void Tell(Fate fate, string path, string? reason)
    {
        Tally.Count(fate, path, reason);
        log?.WriteLine(FileLine.Of(fate, path, reason));
    }
}
