using System.Data.Common;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Deletion;

/// <summary>
/// Gives the space of dead bodies back while the archive serves:
/// <list type="number">
/// <item>segments that have ended, and whose files are still there, are removed;</item>
/// <item>in sealed segments holes are punched; a segment that is appended to is sealed first when that is worth it;</item>
/// <item>segments that are mostly dead, or of which holes give too little back, are rewritten, see <see cref="SegmentRewrite"/>.</item>
/// </list>
/// It can stop anywhere: what is left to do follows from the index and the log.
/// </summary>
public sealed class SpaceReturn : IDisposable
{
    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly SpaceOptions _options;
    private readonly TimeProvider _time;
    private readonly SegmentRewrite _rewrite;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _pass = new(1);
    private readonly SemaphoreSlim _woken = new(0);

    internal SpaceReturn(SegmentStore store, ArchiveIndex index, SpaceOptions options, TimeProvider time)
    {
        _store = store;
        _index = index;
        _options = options;
        _time = time;
        _rewrite = new SegmentRewrite(store, index, this, options, time);
    }

    /// <summary>What the last pass could not do, in words for the operator; null when nothing is wrong.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Gives back what can be given back now.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public async Task ReturnAsync(CancellationToken cancellationToken)
    {
        using var pass = await TakeAsync(_pass, cancellationToken);
        RemoveEnded();
        var dead = await _index.ReadDeadAsync(cancellationToken);
        foreach (var segment in dead.GroupBy(body => new SegmentId(body.Location.Shard, body.Location.Segment)))
        {
            if (SealedLengthOf(segment.Key, DeadBytes(segment)) is not { } length) continue;

            await PunchAsync(segment.Key, [.. segment.Where(body => !body.IsReturned).Select(body => body.Location)]);
            if (DeadBytes(segment) >= length * _options.DeadShare || LostBytes(segment) >= length * _options.LostShare)
            {
                await _rewrite.RunAsync(segment.Key, [.. segment.Select(body => body.Location)], cancellationToken);
            }
        }

        RemoveEnded();
    }

    public void Dispose()
    {
        _turn.Dispose();
        _pass.Dispose();
        _woken.Dispose();
    }

    /// <summary>Gives back what there is, and then whenever something was deleted, until cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ReturnAsync(cancellationToken);
                Trouble = null;
                if (await _woken.WaitAsync(_options.Interval, cancellationToken)) await GatherAsync(cancellationToken);
            }
            catch (Exception e) when (e is IOException or DbException)
            {
                Trouble = e.Message;
                await Task.Delay(_options.Interval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>One pass for many deletions: each looks at all that is dead.</summary>
    private async Task GatherAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_options.Gathering, _time, cancellationToken);
        while (await _woken.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            // Woken once for each: that is done with.
        }
    }

    internal void Wake() => _woken.Release();

    /// <summary>Nothing is given back, and nothing moves in the log, until this is disposed.</summary>
    internal Task<IDisposable> PauseAsync(CancellationToken cancellationToken) => TakeAsync(_pass, cancellationToken);

    /// <summary>Between a look at where bodies lie and a change of that, nobody else may change it: a deletion and a copy take turns.</summary>
    internal Task<IDisposable> TakeTurnAsync(CancellationToken cancellationToken) => TakeAsync(_turn, cancellationToken);

    private static long DeadBytes(IEnumerable<DeadSpace> bodies) =>
        bodies.Sum(body => MemberPlace.ExtentOf(body.Location) is var extent ? extent.End - extent.HeaderOffset : 0);

    /// <summary>Headers, and what of bodies shares a block with something else.</summary>
    private static long LostBytes(IEnumerable<DeadSpace> bodies)
    {
        const long Block = 4096; // of most file systems
        return bodies.Sum(body =>
        {
            var extent = MemberPlace.ExtentOf(body.Location);
            var blocks = (extent.End / Block) - ((extent.Offset + Block - 1) / Block);
            return extent.End - extent.HeaderOffset - (Math.Max(0, blocks) * Block);
        });
    }

    private static async Task<IDisposable> TakeAsync(SemaphoreSlim semaphore, CancellationToken cancellationToken)
    {
        await semaphore.WaitAsync(cancellationToken);
        return new Turn(semaphore);
    }

    /// <summary>The length of a segment that is sealed, or has been now because it is worth it; else null.</summary>
    private long? SealedLengthOf(SegmentId id, long deadBytes)
    {
        if (Find(id) is not { } segment) return null;
        if (!segment.IsSealed && deadBytes >= _options.WorthSealing) _store.Seal(id);

        return Find(id) is { IsSealed: true, Length: var length } ? length : null;
    }

    private SegmentInfo? Find(SegmentId id)
    {
        foreach (var segment in _store.Segments())
        {
            if (segment.Id == id) return segment;
        }

        return null;
    }

    private async Task PunchAsync(SegmentId segment, IReadOnlyList<Location> bodies)
    {
        if (bodies.Count > 0 && _store.TryGiveBack(segment, [.. bodies.Select(MemberPlace.ExtentOf)]))
        {
            await _index.NoteReturnedAsync(bodies);
        }
    }

    private void RemoveEnded()
    {
        var ended = _index.AppliedPositions.Where(position => position.Offset == AppliedPosition.Ended)
            .Select(position => new SegmentId(position.Shard, position.Segment))
            .ToHashSet();
        foreach (var segment in _store.Segments().Where(segment => ended.Contains(segment.Id))) _store.TryRemove(segment.Id);
    }

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
