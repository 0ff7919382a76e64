using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.ChangeFeed;

/// <summary>
/// Reads the members of one shard from a place on, by their headers, up to the first that is not in the index yet: what is
/// in there is durable and in order. Until it is disposed the segment it stands in can be neither rewritten nor removed.
/// </summary>
internal sealed class ShardReader : IDisposable
{
    private readonly SegmentStore _store;
    private readonly Dictionary<SegmentId, long> _applied;
    private readonly IEnumerator<LogMember> _members;

    public ShardReader(SegmentStore store, IReadOnlyList<AppliedPosition> applied, int shard, (int Segment, long Offset) from)
    {
        _store = store;
        _applied = applied.ToDictionary(position => new SegmentId(position.Shard, position.Segment), position => position.Offset);
        Position = from;
        _members = Walk(shard, from).GetEnumerator();
        MoveNext();
    }

    /// <summary>The member that comes next; null at the end.</summary>
    public LogMember? Next { get; private set; }

    /// <summary>Behind which all members were taken.</summary>
    public (int Segment, long Offset) Position { get; private set; }

    /// <summary>Takes <see cref="Next"/>.</summary>
    public void Take()
    {
        if (Next is { } taken) Position = (taken.Segment.Number, taken.End);
        MoveNext();
    }

    public void Dispose() => _members.Dispose();

    private void MoveNext() => Next = _members.MoveNext() ? _members.Current : null;

    private IEnumerable<LogMember> Walk(int shard, (int Segment, long Offset) from)
    {
        var segments = _store.Segments()
            .Where(segment => segment.Id.Shard == shard && segment.Id.Number >= from.Segment)
            .OrderBy(segment => segment.Id);
        foreach (var segment in segments)
        {
            var applied = _applied.GetValueOrDefault(segment.Id);
            if (applied == AppliedPosition.Ended) continue;

            var offset = segment.Id.Number == from.Segment ? from.Offset : 0;
            foreach (var entry in offset < applied ? _store.SkimLog(segment.Id, offset) : [])
            {
                if (entry.End > applied) yield break;
                if (entry is LogMember member) yield return member;
            }

            if (!segment.IsSealed || applied < segment.End) yield break;
        }
    }
}
