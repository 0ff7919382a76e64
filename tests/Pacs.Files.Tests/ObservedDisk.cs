using Microsoft.Win32.SafeHandles;

namespace Pacs.Files.Tests;

/// <summary>
/// A real disk whose every call that can fail is seen before it is made. Only syncs are not made: no test can see
/// whether they were, and each takes milliseconds.
/// </summary>
internal abstract class ObservedDisk : Disk
{
    public override SafeFileHandle Create(string path)
    {
        Before("create", path);
        return base.Create(path);
    }

    public override SafeFileHandle OpenForWriting(string path)
    {
        Before("open", path);
        return base.OpenForWriting(path);
    }

    public override SafeFileHandle OpenForReading(string path)
    {
        Before("open", path);
        return base.OpenForReading(path);
    }

    public override long LengthOf(SafeFileHandle file)
    {
        Before("length", null);
        return base.LengthOf(file);
    }

    public override long LengthOf(string path)
    {
        Before("length", path);
        return base.LengthOf(path);
    }

    public override int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        Before("read", null);
        return base.Read(file, buffer, offset);
    }

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        Before("write", null);
        base.Write(file, buffers, offset);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        Before("write", null);
        base.Write(file, bytes, offset);
    }

    public override void Sync(SafeFileHandle file)
    {
        Before("sync", null);
    }

    public override void SyncDirectory(string path)
    {
        Before("sync directory", path);
    }

    public override void Truncate(SafeFileHandle file, long length)
    {
        Before("truncate", null);
        base.Truncate(file, length);
    }

    public override bool TryPunchHole(SafeFileHandle file, long offset, long length)
    {
        Before("punch", null);
        return base.TryPunchHole(file, offset, length);
    }

    public override void Rename(string path, string newPath)
    {
        Before("rename", path);
        base.Rename(path, newPath);
    }

    public override void Delete(string path)
    {
        Before("delete", path);
        base.Delete(path);
    }

    public override void CreateDirectory(string path)
    {
        Before("create directory", path);
        base.CreateDirectory(path);
    }

    public override IReadOnlyList<string> FilesIn(string path)
    {
        Before("list", path);
        return base.FilesIn(path);
    }

    /// <summary>Not done either, so that what is written may be read through the same handle in any piece.</summary>
    public override void BypassCache(SafeFileHandle file, long length)
    {
    }

    public override FreeSpace SpaceAt(string directory)
    {
        Before("space", directory);
        return base.SpaceAt(directory);
    }

    public override SafeFileHandle? TryLock(string path, out string holder)
    {
        Before("lock", path);
        return base.TryLock(path, out holder);
    }

    protected abstract void Before(string call, string? path);
}
