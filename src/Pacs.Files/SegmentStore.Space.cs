namespace Pacs.Files;

/// <content>Space that is given back: of single bodies, and of whole segments.</content>
public sealed partial class SegmentStore
{
    /// <summary>
    /// Gives bodies of a sealed segment back to the file system. Their headers say so first, durably, so that this is never
    /// taken for damage, nor damage for this. False, and nothing done, while somebody reads the segment, or when the file
    /// system cannot.
    /// </summary>
    /// <exception cref="IOException">The disk failed. What was not given back can be tried again.</exception>
    public bool TryGiveBack(SegmentId segment, IReadOnlyList<Extent> bodies)
    {
        var isDone = false;
        _handles.TryAlone(segment, () => isDone = _disk.Exists(_layout.SealedSegment(segment)) && GiveBack(segment, bodies));
        return isDone;
    }

    /// <summary>
    /// Removes a segment that nothing refers to any more. False, and nothing done, while somebody reads it, and as long as
    /// it is the newest of its shard: by that its number is known to have been used.
    /// </summary>
    /// <exception cref="IOException">The disk failed. It can be tried again.</exception>
    public bool TryRemove(SegmentId segment)
    {
        var path = _layout.SealedSegment(segment);
        return HasLater(segment) && _disk.Exists(path) && _handles.TryAlone(segment, () =>
        {
            _disk.Delete(path);
            _disk.SyncDirectory(_layout.Shard(segment.Shard));
        });
    }

    /// <summary>True when a segment that is newer in its shard is durable.</summary>
    public bool HasLater(SegmentId segment) =>
        Segments().Any(other => other.Id.Shard == segment.Shard && other.Id.Number > segment.Number && other.Length > 0);

    /// <summary>Ends a segment that is being appended to, so that it can give back what it holds. Waits for the disk.</summary>
    public void Seal(SegmentId segment)
    {
        if (_writers[segment.Shard] is { } writer && writer.Current == segment)
            writer.SealCurrent();
    }

    private bool GiveBack(SegmentId segment, IReadOnlyList<Extent> bodies)
    {
        using var file = _disk.OpenForWriting(_layout.SealedSegment(segment));
        var log = new SegmentLog(_disk, _identity.Id, segment, file, _disk.LengthOf(file), isSealed: true);
        var block = new byte[TarHeader.Size];
        foreach (var body in bodies)
        {
            // What has no header of ours is damage, and stays as it is.
            if (log.HeaderAt(body.HeaderOffset) is not { IsHole: false } header || header.Length != body.Length)
                continue;

            (header with { IsHole = true }).Write(block, _identity.Id, body.HeaderOffset);
            _disk.Write(file, block, body.HeaderOffset);
        }

        _disk.Sync(file);
        foreach (var body in bodies)
        {
            if (log.HeaderAt(body.HeaderOffset) is { IsHole: true } header && header.Length == body.Length && body.Length > 0
                && !_disk.TryPunchHole(file, body.Offset, body.End - body.Offset))
                return false;
        }

        return true;
    }
}
