using Microsoft.Win32.SafeHandles;

namespace Pacs.Files;

/// <summary>
/// Brings a shard back to a state in which it can be appended to. <see cref="SegmentLog"/> says what is a torn tail and
/// what is damage; here only tails of open segments are cut off, and only where nothing was damaged is appending
/// continued. All other open segments (poisoned ones, and those whose sealing was interrupted) are sealed as they are.
/// </summary>
internal sealed class ShardRecovery(
    int shard, StoreLayout layout, Disk disk, long storeId, long segmentLength, int lastKnownNumber)
{
    /// <summary>The segment in which appending continues; null when the next append begins one.</summary>
    public OpenSegment? Current { get; private set; }

    /// <summary>The highest number that a segment has, or is known to have had.</summary>
    public int LastNumber { get; private set; }

    public IEnumerable<LogEntry> Run(Func<SegmentId, long> appliedUpTo)
    {
        var segments = List();
        LastNumber = Math.Max(lastKnownNumber, segments.Count == 0 ? 0 : segments[^1].Id.Number);
        var newestOpen = segments.FindLast(segment => !segment.IsSealed).Id;

        // A segment that was made or moved here just before the process ended may not have a durable name yet.
        disk.SyncDirectory(layout.Shard(shard));
        foreach (var (id, isSealed) in segments)
        {
            var entries = isSealed
                ? ReadSealed(id, appliedUpTo(id))
                : RecoverOpen(id, appliedUpTo(id), mayContinue: id == newestOpen);
            foreach (var entry in entries)
                yield return entry;
        }
    }

    private List<(SegmentId Id, bool IsSealed)> List()
    {
        var segments = new List<(SegmentId Id, bool IsSealed)>();
        foreach (var path in disk.FilesIn(layout.Shard(shard)))
        {
            if (StoreLayout.SegmentOf(shard, path) is { } segment)
                segments.Add(segment);
        }

        segments.Sort((left, right) => left.Id.CompareTo(right.Id));
        return segments;
    }

    private IEnumerable<LogEntry> ReadSealed(SegmentId id, long applied)
    {
        var length = disk.LengthOf(layout.SealedSegment(id));
        var end = length - TarHeader.EndOfArchive.Length;
        if (applied > length)
            yield return Missing(id, length, applied);
        if (applied >= end && applied > 0)
            yield break;

        using var file = disk.OpenForReading(layout.SealedSegment(id));
        foreach (var entry in new SegmentLog(disk, storeId, id, file, length, isSealed: true).ReadFrom(applied))
            yield return entry;
    }

    private IEnumerable<LogEntry> RecoverOpen(SegmentId id, long applied, bool mayContinue)
    {
        SafeFileHandle? file = disk.OpenForWriting(layout.OpenSegment(id));
        try
        {
            // What can be read may only be in the page cache. After a process that was killed, a sync makes it durable.
            // After a sync that had failed it would not, and would not say so: the kernel counts those pages as written.
            // Dropping them from the cache leaves what the medium has.
            disk.Sync(file);
            disk.DropCached(file, applied);

            var end = disk.LengthOf(file);
            var isWhole = applied <= end;
            if (!isWhole)
            {
                yield return Missing(id, end, applied);
            }
            else
            {
                foreach (var entry in new SegmentLog(disk, storeId, id, file, end, isSealed: false).ReadFrom(applied))
                {
                    isWhole &= entry is not LogDamage;
                    if (entry is LogTail)
                    {
                        end = entry.Offset;
                        disk.Truncate(file, end);
                        disk.Sync(file);
                    }

                    yield return entry;
                }
            }

            if (mayContinue && isWhole && end < segmentLength)
            {
                Current = OpenSegment.Resume(disk, layout, id, file, end);
                file = null;
            }
            else
            {
                Retire(id, file, isShort: applied > end, end);
            }
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>
    /// Ends a segment that is not continued, so that the next start need not look at it. One that has become too short
    /// gets no end: nothing is written where something else was. A failure, for lack of space perhaps, changes nothing:
    /// the next start tries again.
    /// </summary>
    private void Retire(SegmentId id, SafeFileHandle file, bool isShort, long end)
    {
        try
        {
            if (end == 0 && !isShort)
            {
                disk.Delete(layout.OpenSegment(id)); // begun, and nothing in it ever synced
                return;
            }

            if (!isShort)
            {
                disk.Write(file, TarHeader.EndOfArchive.Span, end);
                disk.Sync(file);
            }

            disk.Rename(layout.OpenSegment(id), layout.SealedSegment(id));
            disk.SyncDirectory(layout.Shard(shard));
        }
        catch (IOException)
        {
        }
    }

    private static LogDamage Missing(SegmentId id, long length, long applied) =>
        new(id, length, applied, "The segment is shorter than what was read from it before.");
}
