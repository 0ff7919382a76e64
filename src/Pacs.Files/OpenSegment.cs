using Microsoft.Win32.SafeHandles;

namespace Pacs.Files;

/// <summary>
/// The segment of a shard that is appended to. Its room is not allocated ahead: on ext4, with or without the length set,
/// that measured no faster than letting it grow, and a copy of an open segment stays as long as what is in it.
/// </summary>
internal sealed class OpenSegment : IDisposable
{
    private readonly Disk _disk;
    private readonly StoreLayout _layout;
    private readonly SafeFileHandle _file;
    private bool _isNameDurable;
    private long _length;

    private OpenSegment(Disk disk, StoreLayout layout, SegmentId id, SafeFileHandle file, long length, bool isNameDurable)
    {
        _disk = disk;
        _layout = layout;
        _file = file;
        _length = length;
        _isNameDurable = isNameDurable;
        Id = id;
    }

    public SegmentId Id { get; }

    /// <summary>What is durable, and where the next header will lie.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>
    /// True after a failed sync, or when the file could not be cut back. What the kernel failed to write it forgets, so
    /// a later sync that succeeds says nothing: nothing more is appended here.
    /// </summary>
    public bool IsPoisoned { get; private set; }

    public static OpenSegment Create(Disk disk, StoreLayout layout, SegmentId id) =>
        new(disk, layout, id, disk.Create(layout.OpenSegment(id)), length: 0, isNameDurable: false);

    /// <summary>Goes on with a segment whose content and name are durable.</summary>
    public static OpenSegment Resume(Disk disk, StoreLayout layout, SegmentId id, SafeFileHandle file, long length) =>
        new(disk, layout, id, file, length, isNameDurable: true);

    /// <summary>
    /// Returns when the bytes are durable; for the first ones of a segment that includes the segment's name. Throws when
    /// they are not, and has cut them off again as far as the disk let it.
    /// </summary>
    public void Append(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long length)
    {
        try
        {
            _disk.Write(_file, buffers, _length);
        }
        catch (IOException)
        {
            IsPoisoned = !TryCutBack();
            throw;
        }

        try
        {
            _disk.Sync(_file);
            if (!_isNameDurable)
                _disk.SyncDirectory(_layout.Shard(Id.Shard));
        }
        catch (IOException)
        {
            IsPoisoned = true;
            TryCutBack();
            throw;
        }

        _isNameDurable = true;
        Volatile.Write(ref _length, _length + length);
    }

    /// <summary>
    /// Ends the archive and gives the file its final name. The name is made durable with the next segment's; until then
    /// the segment counts as open after a power loss, which harms nothing. A failure leaves it open, whole up to
    /// <see cref="Length"/>, to be sealed when the store is opened next.
    /// </summary>
    public void Seal()
    {
        try
        {
            _disk.Write(_file, TarHeader.EndOfArchive.Span, _length);
            _disk.Sync(_file);
            _disk.Rename(_layout.OpenSegment(Id), _layout.SealedSegment(Id));
        }
        catch (IOException)
        {
            TryCutBack();
        }
    }

    public void Dispose() => _file.Dispose();

    private bool TryCutBack()
    {
        try
        {
            _disk.Truncate(_file, _length);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
