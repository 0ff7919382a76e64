using System.Runtime.CompilerServices;
using Pacs.Archive.Deletion;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Reindexing;

/// <summary>
/// Builds the whole index anew from the log, while the archive serves:
/// <list type="number">
/// <item>a new database beside the old one takes in the log, which goes on growing, until it has nearly all of it;</item>
/// <item>writes to the old one wait while it takes in the rest;</item>
/// <item>it takes the old one's place, and writes go on there; searches that have begun end in the old one.</item>
/// </list>
/// Until then the old one is in use and nothing of it changes: a run that is stopped, however it is, leaves it so. Meanwhile
/// no space is given back, so that nothing moves in the log.
/// </summary>
public sealed class ArchiveReindexing
{
    /// <summary>What is read and entered within some hundredths of a second, for which those who store can wait.</summary>
    private const long FewBytes = 4 << 20;

    /// <summary>Whoever stores faster than the index takes it in has to wait a little longer in the end.</summary>
    private const int MostRounds = 10;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(500);

    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly IndexFiles _files;
    private readonly SpaceReturn _space;
    private readonly TimeProvider _clock;
    private int _isRunning;

    internal ArchiveReindexing(SegmentStore store, ArchiveIndex index, IndexFiles files, SpaceReturn space, TimeProvider clock)
    {
        _store = store;
        _index = index;
        _files = files;
        _space = space;
        _clock = clock;
    }

    /// <summary>Reports now and then, and once the new index is in use.</summary>
    /// <exception cref="IOException">A rebuild is under way already, or the disk failed.</exception>
    public async IAsyncEnumerable<ReindexReport> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0) throw new IOException("the index is being rebuilt already.");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = _clock.GetUtcNow();
        var progress = new LogProgress();
        var building = Task.Run(() => BuildAsync(progress, stop.Token), CancellationToken.None);
        try
        {
            // Cancelling ends the building, and so the wait.
            while (await Task.WhenAny(building, Task.Delay(ReportInterval, _clock, CancellationToken.None)) != building)
            {
                yield return ReportOf(progress, started);
            }

            await building;
            yield return ReportOf(progress, started) with { FinishedAt = _clock.GetUtcNow() };
        }
        finally
        {
            // Also when nobody asks for more reports: what was begun is taken back before another may begin.
            await stop.CancelAsync();
            await building.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private static ReindexReport ReportOf(LogProgress progress, DateTimeOffset started) => new()
    {
        StartedAt = started,
        Bytes = progress.Bytes,
        TotalBytes = progress.TotalBytes,
        Instances = progress.Instances,
        Damage = progress.Damage,
    };

    private async Task BuildAsync(LogProgress progress, CancellationToken cancellationToken)
    {
        using var pause = await _space.PauseAsync(cancellationToken);
        IndexFiles.Delete(_files.Building);
        var successor = await ArchiveIndex.OpenAsync(_files.Building, _index.PromotedNames, cancellationToken);
        try
        {
            var application = new LogApplication(_store, successor, progress);
            for (var round = 0; round < MostRounds; round++)
            {
                if (await application.RunAsync(cancellationToken) < FewBytes) break;
            }

            cancellationToken.ThrowIfCancellationRequested();
            await _index.ReplaceAsync(() => FinishAsync(application, successor, progress));
        }
        finally
        {
            await successor.DisposeAsync();
            IndexFiles.Delete(_files.Building);
        }
    }

    /// <summary>Those who store are waiting: this is not cancelled any more.</summary>
    private async Task<string> FinishAsync(LogApplication application, ArchiveIndex successor, LogProgress progress)
    {
        await application.RunAsync(CancellationToken.None);
        await EndMissingAsync(successor, progress);
        await successor.DisposeAsync();
        return _files.Promote();
    }

    /// <summary>
    /// The numbers of segments that are no more, so that they are not used again: tombstones name members by them.
    /// </summary>
    private async Task EndMissingAsync(ArchiveIndex successor, LogProgress progress)
    {
        var there = _store.Segments().Select(segment => segment.Id).ToHashSet();
        var ends = new List<Task>();
        foreach (var position in _index.AppliedPositions)
        {
            var segment = new SegmentId(position.Shard, position.Segment);
            if (there.Contains(segment)) continue;

            if (position.Offset != AppliedPosition.Ended)
            {
                progress.Report($"shard {segment.Shard}, segment {segment.Number}: the segment is missing");
            }

            ends.Add(successor.EndSegmentAsync(segment.Shard, segment.Number));
        }

        await Task.WhenAll(ends);
    }
}
