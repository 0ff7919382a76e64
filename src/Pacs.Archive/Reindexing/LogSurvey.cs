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
    private readonly Dictionary<MemberPlace, List<LogMember>> _copies = [];

    private LogSurvey(HashSet<MemberPlace> dead) => _dead = dead;

    public IReadOnlyList<(Tombstone Tombstone, LogMember Member)> Tombstones => _tombstones;

    /// <summary>Copies of what the index has not seen, in the order in which the originals came.</summary>
    public IReadOnlyList<MovedMember> Moved { get; private set; } = [];

    /// <param name="store">Where tombstones are read.</param>
    /// <param name="log">What is to be entered, by its headers.</param>
    /// <param name="isKnown">Whether the index has entered, or dropped, the member that was here.</param>
    /// <param name="dead">Places that the index knows to be dead.</param>
    public static LogSurvey Of(
        SegmentStore store,
        IEnumerable<LogEntry> log,
        Func<MemberPlace, bool> isKnown,
        IEnumerable<MemberPlace> dead)
    {
        var survey = new LogSurvey([.. dead]);
        foreach (var entry in log) survey.Take(entry, store);

        survey.Moved =
        [
            .. survey._copies
                .Where(copies => !survey._dead.Contains(copies.Key) && !isKnown(copies.Key))
                .Select(copies => new MovedMember(copies.Key, copies.Value))
                .OrderBy(moved => moved.ReceivedAt),
        ];
        survey._moved.UnionWith(survey.Moved.SelectMany(moved => moved.Copies).Select(MemberPlace.Of));
        return survey;
    }

    /// <summary>The members that the tombstones name.</summary>
    public IEnumerable<MemberPlace> Buried =>
        _tombstones.SelectMany(tombstone => tombstone.Item1.Members.Values).SelectMany(places => places);

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
                if (_copies.TryGetValue(origin, out var copies)) copies.Add(member);
                else _copies.Add(origin, [member]);
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
}
