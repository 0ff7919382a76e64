using Pacs.Archive.Deletion;
using Pacs.Archive.Ingest;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.ChangeFeed;

/// <summary>
/// What was stored, replaced and deleted, in order, read from the log itself: nothing is written for it. Changes to one
/// study are in the order in which they happened; those to several studies in the order of the clock. An instance whose
/// segment was rewritten to get space back comes once more, under the sequence that it always had.
/// </summary>
public sealed class ArchiveChanges
{
    private const string InstanceSuffix = ".dcm";

    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly MemberReader _reader;

    internal ArchiveChanges(SegmentStore store, ArchiveIndex index)
    {
        _store = store;
        _index = index;
        _reader = new MemberReader(store, index.WantedAttributes);
    }

    /// <summary>True when it can be the place of somebody who read this archive's changes.</summary>
    public bool Knows(FeedPosition position) => position.ShardCount == _store.ShardCount;

    /// <summary>Behind everything that has happened so far.</summary>
    public FeedPosition Latest()
    {
        var latest = new (int Segment, long Offset)[_store.ShardCount];
        foreach (var position in _index.AppliedPositions.Where(position => position.Offset != AppliedPosition.Ended))
        {
            if (position.Segment >= latest[position.Shard].Segment) latest[position.Shard] = (position.Segment, position.Offset);
        }

        return new FeedPosition(latest);
    }

    /// <summary>Changes to a tenant's archive. An empty page says that there are none yet.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="since">Where to begin; null begins with the first.</param>
    /// <param name="limit">Changes at the most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public ChangePage Read(string tenant, FeedPosition? since, int limit, CancellationToken cancellationToken)
    {
        var from = since ?? FeedPosition.BeginningOf(_store.ShardCount);
        var applied = _index.AppliedPositions;
        var shards = new List<ShardReader>();
        try
        {
            for (var shard = 0; shard < _store.ShardCount; shard++) shards.Add(new ShardReader(_store, applied, shard, from[shard]));
            return Read(shards, tenant, limit, cancellationToken);
        }
        finally
        {
            foreach (var shard in shards) shard.Dispose();
        }
    }

    private ChangePage Read(IReadOnlyList<ShardReader> shards, string tenant, int limit, CancellationToken cancellationToken)
    {
        var kept = _store.Segments().Select(segment => segment.Id).ToHashSet();
        var changes = new List<ArchiveChange>();
        while (changes.Count < limit && shards.Where(shard => shard.Next is not null).MinBy(shard => shard.Next?.ReceivedAt) is { } first)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (first.Next is { } member && ChangeOf(member, tenant, kept) is { } change) changes.Add(change);
            first.Take();
        }

        return new ChangePage(changes, new FeedPosition([.. shards.Select(shard => shard.Position)]));
    }

    /// <summary>Null for what changes nothing of the tenant's.</summary>
    private ArchiveChange? ChangeOf(LogMember member, string tenant, HashSet<SegmentId> kept)
    {
        var note = MemberNote.Parse(member.Note);
        if (note.Tenant != tenant) return null;

        // A copy of what is still where it was: the process ended before it was needed.
        if (note.Origin is { } origin && kept.Contains(new SegmentId(origin.Shard, origin.Segment))) return null;

        var place = note.Origin ?? MemberPlace.Of(member);
        if (Tombstone.IsNameOfOne(member.Name)) return DeletionOf(member, place);

        return member.Name.Split('/') is [var study, var series, var file] && file.EndsWith(InstanceSuffix, StringComparison.Ordinal)
            ? StorageOf(member, place, note, study, series, file[..^InstanceSuffix.Length])
            : null;
    }

    private ArchiveChange StorageOf(
        LogMember member, MemberPlace place, MemberNote note, string study, string series, string instance)
    {
        var versions = _index.VersionsOf(note.Tenant, instance)
            .Select(version => (Place: _reader.PlaceOf(version.Location), version.IsCurrent))
            .ToList();
        var (isHeld, isCurrent) = (versions.Exists(version => version.Place == place), versions.Contains((place, true)));
        var isLater = versions.Exists(version => version.Place.Shard == place.Shard && version.Place < place);
        return new ArchiveChange
        {
            Sequence = place.ToString(),
            Action = isCurrent && isLater ? ChangeAction.Replaced : ChangeAction.Stored,
            Time = member.ReceivedAt,
            Study = study,
            Series = series,
            Instance = instance,
            Source = note.Source,
            State = isCurrent ? ChangeState.Current : isHeld ? ChangeState.Aside : ChangeState.Deleted,
        };
    }

    /// <summary>Null when all of it has been stored again, or the tombstone is damaged, which verification reports.</summary>
    private ArchiveChange? DeletionOf(LogMember member, MemberPlace place)
    {
        try
        {
            var tombstone = Tombstone.Read(_store, member);
            string[] gone = [.. tombstone.Members.Keys.Where(instance => _index.Find(tombstone.Tenant, instance) is null)];
            return gone.Length == 0 ? null : new ArchiveChange
            {
                Sequence = place.ToString(),
                Action = ChangeAction.Deleted,
                Time = member.ReceivedAt,
                Study = tombstone.Study,
                Series = tombstone.Series,
                Instance = tombstone.Instance,
                Deleted = gone,
            };
        }
        catch (IOException)
        {
            return null;
        }
    }
}
