namespace Pacs.Files;

/// <summary>Where bodies go that memory has no room for.</summary>
internal sealed class IncomingSpace(StoreLayout layout, Disk disk, SpaceFloor floor, long storeId, int spillLength)
{
    private long _files;

    public Disk Disk => disk;

    public SpaceFloor Floor => floor;

    public long StoreId => storeId;

    public int SpillLength => spillLength;

    /// <summary>A name that no file has: the folder is emptied when the store is opened, and the store is ours alone.</summary>
    public string NewFileName() => layout.IncomingFile(Interlocked.Increment(ref _files));
}
