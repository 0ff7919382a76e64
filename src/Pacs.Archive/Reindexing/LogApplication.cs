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
/// The order is what makes the index the same every time: of two versions the one that was first decides.
/// </summary>
internal sealed class LogApplication(SegmentStore store, ArchiveIndex index)
{
    /// <summary>Enough for the index to take them in groups, few enough to hold their headers in memory.</summary>
    private const int InFlight = 256;

    private readonly MemberReader _reader = new(store);
    private readonly Queue<Task> _pending = new(InFlight);
    private readonly List<LogMember> _unreadable = [];

    /// <summary>Instances entered so far.</summary>
    public int Applied { get; private set; }

    /// <summary>Members that are whole, and no instances.</summary>
    public IReadOnlyList<LogMember> Unreadable => _unreadable;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var applied = index.AppliedPositions.ToDictionary(
            position => (position.Shard, position.Segment), position => position.Offset);
        var segments = store.Segments().Where(segment => segment.Length > From(segment.Id)).ToList();
        if (segments.Count == 0) return;

        var dead = await index.ReadDeadAsync(cancellationToken);
        var survey = LogSurvey.Of(
            store,
            [.. segments.Select(segment => (segment.Id, From(segment.Id)))],
            place => applied.GetValueOrDefault((place.Shard, place.Segment)) > place.Offset,
            dead.Select(body => MemberPlace.Of(body.Location)));

        var burial = new Burial(store, index);
        foreach (var (tombstone, member) in survey.Tombstones) await burial.ApplyAsync(tombstone, member);

        var moved = 0;
        foreach (var segment in segments)
        {
            foreach (var entry in store.ReadLog(segment.Id, From(segment.Id)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (; moved < survey.Moved.Count && survey.Moved[moved].Place < MemberPlace.Of(entry); moved++)
                {
                    await EnterMovedAsync(survey.Moved[moved].Copy, cancellationToken);
                }

                await EnterAsync(entry, survey, cancellationToken);
            }
        }

        for (; moved < survey.Moved.Count; moved++) await EnterMovedAsync(survey.Moved[moved].Copy, cancellationToken);
        while (_pending.TryDequeue(out var task)) await task;

        long From(SegmentId segment) => applied.GetValueOrDefault((segment.Shard, segment.Number));
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
                await QueueAsync(Skip(damage));
                break;
        }
    }

    /// <summary>A deleted member, or a copy that is not needed: of one that the index has, or had, or finds where it was.</summary>
    private static bool IsSuperfluous(LogMember member, LogSurvey survey) =>
        survey.IsDead(MemberPlace.Of(member))
        || MemberNote.Parse(member.Note).Origin is not null;

    private bool IsHeldHere(LogMember member) =>
        index.VersionsOf(MemberNote.Parse(member.Note).Tenant, Path.GetFileNameWithoutExtension(member.Name))
            .Any(version => MemberPlace.Of(version.Location) == MemberPlace.Of(member));

    private async Task EnterMovedAsync(LogMember copy, CancellationToken cancellationToken)
    {
        if (store.Verify(copy.Extent) is LogMember) await EnterAsync(copy, cancellationToken);
        else await QueueAsync(Skip(copy));
    }

    private async Task EnterAsync(LogMember member, CancellationToken cancellationToken)
    {
        if (await _reader.ReadAsync(member, cancellationToken) is { } instance)
        {
            await QueueAsync(index.QueueAsync(instance));
            Applied++;
            return;
        }

        _unreadable.Add(member);
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
