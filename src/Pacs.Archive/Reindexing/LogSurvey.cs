using Pacs.Archive.Deletion;
using Pacs.Archive.Ingest;
using Pacs.Files;

namespace Pacs.Archive.Reindexing;

/// <summary>
/// What has to be known of a stretch of the log before its instances are entered: which of them were deleted, and which
/// lie in another place than the one they had among the others, because the segment they were in was rewritten.
/// </summary>
internal sealed class LogSurvey
{
    private readonly HashSet<MemberPlace> _dead;
    private readonly HashSet<MemberPlace> _moved = [];
    private readonly List<(Tombstone, LogMember)> _tombstones = [];
    private readonly List<(MemberPlace Place, LogMember Copy)> _copies = [];

    private LogSurvey(HashSet<MemberPlace> dead) => _dead = dead;

    public IReadOnlyList<(Tombstone Tombstone, LogMember Member)> Tombstones => _tombstones;

    /// <summary>Copies of what the index has not seen, in the order in which the originals came.</summary>
    public IReadOnlyList<(MemberPlace Place, LogMember Copy)> Moved { get; private set; } = [];

    /// <param name="store">The log.</param>
    /// <param name="stretches">From where each segment is to be entered.</param>
    /// <param name="isKnown">Whether the index has entered, or dropped, the member that was here.</param>
    /// <param name="dead">Places that the index knows to be dead.</param>
    public static LogSurvey Of(
        SegmentStore store,
        IReadOnlyList<(SegmentId Segment, long From)> stretches,
        Func<MemberPlace, bool> isKnown,
        IEnumerable<MemberPlace> dead)
    {
        var survey = new LogSurvey([.. dead]);
        foreach (var (segment, from) in stretches)
        {
            foreach (var entry in store.SkimLog(segment, from)) survey.Take(entry, store);
        }

        survey.Moved =
        [
            .. survey._copies
                .Where(copy => !survey._dead.Contains(copy.Place) && !isKnown(copy.Place) && !IsWhole(copy.Place, copy.Copy, store))
                .OrderBy(copy => copy.Place)
                .DistinctBy(copy => copy.Place),
        ];
        survey._moved.UnionWith(survey.Moved.Select(copy => MemberPlace.Of(copy.Copy)));
        return survey;
    }

    public bool IsDead(MemberPlace place) => _dead.Contains(place);

    /// <summary>True for a copy that is entered where its original was.</summary>
    public bool IsMoved(LogMember member) => _moved.Contains(MemberPlace.Of(member));

    private void Take(LogEntry entry, SegmentStore store)
    {
        switch (entry)
        {
            case LogMember member when Tombstone.IsNameOfOne(member.Name):
                if (TryRead(store, member) is not { } tombstone) break;
                _tombstones.Add((tombstone, member));
                _dead.UnionWith(tombstone.Members.Values.SelectMany(places => places));
                break;

            case LogMember member when MemberNote.Parse(member.Note).Origin is { } origin:
                _copies.Add((origin, member));
                break;

            case LogHole hole:
                _dead.Add(MemberNote.Parse(hole.Note).Origin ?? MemberPlace.Of(hole));
                break;
        }
    }

    /// <summary>Null for one that is damaged, which is reported when the log is read.</summary>
    private static Tombstone? TryRead(SegmentStore store, LogMember member)
    {
        try
        {
            return Tombstone.Read(store, member);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>True when the original is still there: the copy was not needed yet when the process ended.</summary>
    private static bool IsWhole(MemberPlace place, LogMember copy, SegmentStore store)
    {
        var length = copy.Extent.Offset - copy.Offset;
        var original = copy.Extent with { Segment = new SegmentId(place.Shard, place.Segment), Offset = place.Offset + length };
        return store.Verify(original) is LogMember member && member.Name == copy.Name;
    }
}
