using Pacs.Archive.Ingest;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Deletion;

/// <summary>
/// Empties a sealed segment, so that its file can go, a few members at a time and not faster than allowed:
/// <list type="number">
/// <item>what is held, and tombstones, are appended anew; the copies say which members they are;</item>
/// <item>once they are durable, the rows lead to them;</item>
/// <item>once nothing leads to the segment, and no power loss can undo that, the file is removed.</item>
/// </list>
/// A copy that was made before a crash, and to which no row leads, is dead: the original is still there.
/// </summary>
internal sealed class SegmentRewrite(
    SegmentStore store, ArchiveIndex index, SpaceReturn space, SpaceOptions options, TimeProvider time)
{
    /// <summary>Nothing of the segment changes when any of it cannot be read: damage is for the operator.</summary>
    public async Task RunAsync(SegmentId segment, IReadOnlyCollection<Location> dead, CancellationToken cancellationToken)
    {
        var isDead = dead.Select(MemberPlace.Of).ToHashSet();
        var entries = store.SkimLog(segment, 0).ToList();
        if (!IsApplied(segment, entries) || entries.OfType<LogDamage>().Any()) return;

        var batch = new List<LogMember>();
        foreach (var member in entries.OfType<LogMember>().Where(member => !isDead.Contains(MemberPlace.Of(member))))
        {
            batch.Add(member);
            if (LengthOf(batch) < options.CopyLength) continue;
            if (!await MoveAsync(batch, cancellationToken)) return;

            batch.Clear();
        }

        if (!await MoveAsync(batch, cancellationToken) || !store.HasLater(segment)) return;

        await index.EndSegmentAsync(segment.Shard, segment.Number);
    }

    /// <summary>What is durable and not in the index yet would not be found to be held.</summary>
    private bool IsApplied(SegmentId segment, List<LogEntry> entries) => entries.Count > 0 && index.AppliedPositions.Any(position =>
        (position.Shard, position.Segment) == (segment.Shard, segment.Number) && position.Offset >= entries[^1].End);

    /// <summary>False when a member could not be copied.</summary>
    private async Task<bool> MoveAsync(List<LogMember> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0) return true;

        var from = time.GetTimestamp();
        using (await space.TakeTurnAsync(cancellationToken))
        {
            var held = batch.Where(IsHeld).ToList();
            var copies = await Task.WhenAll(held.Select(CopyAsync));
            var relocations = new List<Relocation>();
            foreach (var (member, copy) in held.Zip(copies))
            {
                if (copy is null) continue;
                if (Tombstone.IsNameOfOne(member.Name)) await index.SkipAsync(copy.Segment.Shard, copy.Segment.Number, copy.Offset, copy.End);
                else relocations.Add(RelocationOf(member, copy));
            }

            await index.MoveAsync(relocations);
            if (copies.Contains(null)) return false;
        }

        // Not within the turn: a deletion need not wait for this.
        var pace = TimeSpan.FromSeconds((double)LengthOf(batch) / options.CopyRate) - time.GetElapsedTime(from);
        if (pace > TimeSpan.Zero) await Task.Delay(pace, time, cancellationToken);
        return true;
    }

    private bool IsHeld(LogMember member) => Tombstone.IsNameOfOne(member.Name)
        || index.VersionsOf(MemberNote.Parse(member.Note).Tenant, InstanceOf(member))
            .Any(version => version.Location == LocationOf(member));

    /// <summary>Null when it cannot be read, or there is no space for it: the others are entered all the same.</summary>
    private async Task<LogMember?> CopyAsync(LogMember member)
    {
        var note = MemberNote.Parse(member.Note);
        try
        {
            var copy = await store.CopyAsync(member, (note with { Origin = note.Origin ?? MemberPlace.Of(member) }).ToString());
            return copy.Member;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static Relocation RelocationOf(LogMember from, LogMember to) => new(
        MemberNote.Parse(from.Note).Tenant,
        InstanceOf(from),
        LocationOf(from),
        LocationOf(to),
        new LogStretch(to.Segment.Shard, to.Segment.Number, to.Offset, to.End));

    private static Location LocationOf(LogMember member) =>
        new(member.Segment.Shard, member.Segment.Number, member.Extent.Offset, member.Extent.Length);

    /// <summary>Of <c>study/series/instance.dcm</c>.</summary>
    private static string InstanceOf(LogMember member) => Path.GetFileNameWithoutExtension(member.Name);

    private static long LengthOf(List<LogMember> batch) => batch.Sum(member => member.End - member.Offset);
}
