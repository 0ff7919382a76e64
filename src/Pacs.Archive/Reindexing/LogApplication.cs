using Pacs.Archive.Deletion;
using Pacs.Archive.Ingest;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Reindexing;

/// <summary>
/// Enters into an index what it does not have of the log:
/// <list type="number">
/// <item>the log is surveyed by its headers;</item>
/// <item>what tombstones name is taken out;</item>
/// <item>the instances that are not dead are entered in the order in which they first came, each body verified.</item>
/// </list>
/// The order is what makes the index the same every time: of two versions the one that was first decides. It can be run again
/// for what has come meanwhile.
/// </summary>
internal sealed class LogApplication(SegmentStore store, ArchiveIndex index, LogProgress progress)
{
    /// <summary>Enough for the index to take them in groups, few enough to hold their headers in memory.</summary>
    private const int InFlight = 256;

    private readonly MemberReader _reader = new(store, index.WantedAttributes);
    private readonly Queue<Task> _pending = new(InFlight);
    private readonly HashSet<MemberPlace> _entered = []; // originals of which a copy was entered
    private readonly HashSet<MemberPlace> _buried = []; // what tombstones name: it may come to be read after them

    /// <summary>Gives how many bytes of the log the index did not have.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var applied = index.AppliedPositions.ToDictionary(
            position => (position.Shard, position.Segment), position => position.Offset);
        var segments = store.Segments().Where(segment => segment.End > From(segment.Id)).ToList();
        var bytes = segments.Sum(segment => segment.End - From(segment.Id));
        progress.Expect(bytes);
        if (segments.Count == 0) return 0;

        var dead = await index.ReadDeadAsync(cancellationToken);
        var survey = LogSurvey.Of(
            store,
            segments.SelectMany(segment => Entries(segment, store.SkimLog(segment.Id, From(segment.Id)))),
            place => applied.GetValueOrDefault((place.Shard, place.Segment)) > place.Offset,
            dead.Select(body => MemberPlace.Of(body.Location)).Concat(_buried));
        _buried.UnionWith(survey.Buried);

        await BuryAsync(survey, isEmpty: applied.Count == 0 && await index.CountAsync(cancellationToken) == default);
        await EnterAsync(
            LogOrder.Merge(segments.GroupBy(segment => segment.Id.Shard).Select(
                shard => shard.SelectMany(segment => Entries(segment, store.ReadLog(segment.Id, From(segment.Id)))))),
            survey,
            cancellationToken);
        return bytes;

        long From(SegmentId segment) => applied.GetValueOrDefault((segment.Shard, segment.Number));
    }

    /// <summary>What was there when the segments were listed, so that what is entered was surveyed.</summary>
    private static IEnumerable<LogEntry> Entries(SegmentInfo segment, IEnumerable<LogEntry> log) =>
        segment.IsSealed ? log : log.TakeWhile(entry => entry.Offset < segment.Length);

    private async Task BuryAsync(LogSurvey survey, bool isEmpty)
    {
        var burial = new Burial(store, index);
        foreach (var (tombstone, member) in survey.Tombstones)
        {
            // Of an index that holds nothing there is nothing to take out: what is dead is not entered.
            if (isEmpty) await QueueAsync(Skip(member));
            else await burial.ApplyAsync(tombstone, member);
        }
    }

    private async Task EnterAsync(IEnumerable<LogEntry> log, LogSurvey survey, CancellationToken cancellationToken)
    {
        var moved = new Queue<MovedMember>(survey.Moved);
        foreach (var entry in log)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (entry is LogMember member && moved.TryPeek(out var next) && next.ReceivedAt <= member.ReceivedAt)
            {
                await EnterAsync(moved.Dequeue(), cancellationToken);
            }

            await EnterAsync(entry, survey, cancellationToken);
            progress.Pass(entry);
        }

        while (moved.TryDequeue(out var last)) await EnterAsync(last, cancellationToken);
        while (_pending.TryDequeue(out var task)) await task;
    }

    private async Task EnterAsync(LogEntry entry, LogSurvey survey, CancellationToken cancellationToken)
    {
        switch (entry)
        {
            case LogMember member when Tombstone.IsNameOfOne(member.Name):
                await QueueAsync(Skip(member)); // applied with what it removed
                break;

            case LogMember member when survey.IsMoved(member):
                break;

            case LogMember member when IsSuperfluous(member, survey):
                await QueueAsync(IsHeldHere(member) ? Skip(member) : SkipDead(member, member.Extent, isReturned: false));
                break;

            case LogMember member:
                await EnterAsync(member, cancellationToken);
                break;

            case LogHole hole:
                await QueueAsync(SkipDead(hole, hole.Extent, isReturned: true));
                break;

            case LogDamage damage:
                progress.Report(damage, damage.Explanation);
                await QueueAsync(Skip(damage));
                break;
        }
    }

    /// <summary>
    /// A deleted member, the original of a copy that was entered, or a copy that is not needed: of one that the index has,
    /// or had.
    /// </summary>
    private bool IsSuperfluous(LogMember member, LogSurvey survey) => MemberPlace.Of(member) is var place
        && (survey.IsDead(place) || _entered.Contains(place))
        || MemberNote.Parse(member.Note).Origin is not null;

    private bool IsHeldHere(LogMember member) =>
        index.VersionsOf(MemberNote.Parse(member.Note).Tenant, Path.GetFileNameWithoutExtension(member.Name))
            .Any(version => MemberPlace.Of(version.Location) == MemberPlace.Of(member));

    /// <summary>The last copy that is whole is the one that rows led to. When none is, the original may be.</summary>
    private async Task EnterAsync(MovedMember moved, CancellationToken cancellationToken)
    {
        foreach (var copy in moved.Copies.Reverse())
        {
            if (_entered.Contains(moved.Place))
            {
                await QueueAsync(SkipDead(copy, copy.Extent, isReturned: false));
            }
            else if (store.Verify(copy.Extent) is LogMember)
            {
                await EnterAsync(copy, cancellationToken);
                _entered.Add(moved.Place);
            }
            else
            {
                await QueueAsync(Skip(copy)); // reported where it is met in the log
            }
        }
    }

    private async Task EnterAsync(LogMember member, CancellationToken cancellationToken)
    {
        if (await _reader.ReadAsync(member, cancellationToken) is { } instance)
        {
            await QueueAsync(index.QueueAsync(instance));
            progress.CountInstance();
            return;
        }

        progress.Report(member, $"'{member.Name}' is whole, and is not an instance that can be read");
        await QueueAsync(Skip(member));
    }

    private async Task QueueAsync(Task write)
    {
        if (_pending.Count == InFlight) await _pending.Dequeue();
        _pending.Enqueue(write);
    }

    private Task Skip(LogEntry entry) => index.SkipAsync(entry.Segment.Shard, entry.Segment.Number, entry.Offset, entry.End);

    private Task SkipDead(LogEntry entry, Extent body, bool isReturned) => index.SkipDeadAsync(
        new Location(entry.Segment.Shard, entry.Segment.Number, body.Offset, body.Length),
        isReturned,
        new LogStretch(entry.Segment.Shard, entry.Segment.Number, entry.Offset, entry.End));
}
