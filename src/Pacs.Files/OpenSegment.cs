using Microsoft.Win32.SafeHandles;

namespace Pacs.Files;

/// <summary>
/// The segment of a shard that is appended to. Short appends are followed by zeros, into which the next ones fall: a sync
/// after which the file is no longer than before has no journal to wait for, and takes half the time. Long appends let it
/// grow: to write their room twice would cost more.
/// </summary>
internal sealed class OpenSegment : IDisposable
{
    private const long ShortAppend = 64 << 10;

    private static readonly ReadOnlyMemory<byte> Room = AlignedBlock.Zeros(256 << 10);

    private readonly Disk _disk;
    private readonly StoreLayout _layout;
    private readonly SafeFileHandle _file;
    private bool _isNameDurable;
    private long _length;
    private long _fileLength;

    private OpenSegment(Disk disk, StoreLayout layout, SegmentId id, SafeFileHandle file, long length, bool isNameDurable)
    {
        _disk = disk;
        _layout = layout;
        _file = file;
        _length = _fileLength = length;
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

    public static OpenSegment Create(Disk disk, StoreLayout layout, SegmentId id)
    {
        var file = disk.Create(layout.OpenSegment(id));
        disk.BypassCache(file, 0);
        return new OpenSegment(disk, layout, id, file, length: 0, isNameDurable: false);
    }

    /// <summary>Goes on with a segment whose content and name are durable. What is behind that is zeros, or nothing.</summary>
    public static OpenSegment Resume(Disk disk, StoreLayout layout, SegmentId id, SafeFileHandle file, long length)
    {
        disk.BypassCache(file, length);
        return new OpenSegment(disk, layout, id, file, length, isNameDurable: true);
    }

    /// <summary>
    /// Returns when the bytes are durable; for the first ones of a segment that includes the segment's name. Throws when
    /// they are not, and has cut them off again as far as the disk let it.
    /// </summary>
    public void Append(List<ReadOnlyMemory<byte>> buffers, long length)
    {
        var end = _length + length;
        if (end > _fileLength && length <= ShortAppend)
        {
            buffers.Add(Room);
            _fileLength = end + Room.Length;
        }

        _fileLength = Math.Max(_fileLength, end);
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
        Volatile.Write(ref _length, end);
    }

    /// <summary>
    /// Ends the archive and gives the file its final name. The name is made durable with the next segment's; until then
    /// the segment counts as open after a power loss, which harms nothing. A failure leaves it open, whole up to
    /// <see cref="Length"/>, to be sealed when the store is opened next.
    /// </summary>
    public void Seal()
    {
        if (!TryCutBack())
            return;

        try
        {
            _disk.Write(_file, TarHeader.EndOfArchive.Span, _length);
            _disk.Sync(_file);
            _disk.Rename(_layout.OpenSegment(Id), _layout.SealedSegment(Id));
        }
        catch (IOException)
        {
            _fileLength = _length + TarHeader.EndOfArchive.Length;
            TryCutBack();
        }
    }

    /// <summary>Leaves the file as long as what is in it.</summary>
    public void Dispose()
    {
        TryCutBack();
        _file.Dispose();
    }

    private bool TryCutBack()
    {
        if (_fileLength == _length)
            return true;

        try
        {
            _disk.Truncate(_file, _length);
            _fileLength = _length;
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
