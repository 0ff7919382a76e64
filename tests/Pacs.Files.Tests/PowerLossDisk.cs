using Microsoft.Win32.SafeHandles;

namespace Pacs.Files.Tests;

/// <summary>
/// A disk that loses its power at the nth call: from there on everything fails, and what had not been synced by then is
/// gone. Bytes are durable after a sync of their file, names after a sync of their directory.
/// </summary>
internal sealed class PowerLossDisk(int failAt) : ObservedDisk
{
    private const int Block = 512;

    private readonly Lock _gate = new();
    private readonly Dictionary<SafeFileHandle, Inode> _byHandle = [];
    private readonly Dictionary<string, Inode> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Inode> _durableNames = new(StringComparer.Ordinal);
    private int _calls;

    public bool IsLost { get; private set; }

    /// <summary>Takes what is in a directory for durable.</summary>
    public static PowerLossDisk Over(string directory, int failAt)
    {
        var disk = new PowerLossDisk(failAt);
        foreach (var path in Directory.GetFiles(directory, "*.tar", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(path);
            disk._names[path] = disk._durableNames[path] = new Inode { Durable = bytes, Length = bytes.Length };
        }

        return disk;
    }

    /// <summary>
    /// Leaves the directory as it is after the power has come back. Names that were not synced may have reached the
    /// medium or not, and so may lengths, with zeros where the bytes did not, and any block that was written within what
    /// was there before: here every other one.
    /// </summary>
    public void LeaveWhatIsDurable(
        string directory, bool withUnsyncedNames, bool withUnsyncedLengths, bool withUnsyncedBlocks = false)
    {
        foreach (var path in Directory.GetFiles(directory, "*.tar", SearchOption.AllDirectories))
            File.Delete(path);
        foreach (var (path, inode) in withUnsyncedNames ? _names : _durableNames)
        {
            var bytes = inode.Durable;
            if (withUnsyncedLengths)
                Array.Resize(ref bytes, (int)Math.Max(bytes.Length, inode.Length));
            foreach (var (offset, block) in withUnsyncedBlocks ? inode.Unsynced.Where((_, i) => i % 2 == 0) : [])
                block.AsSpan().CopyTo(bytes.AsSpan((int)offset));
            File.WriteAllBytes(path, bytes);
        }
    }

    public override SafeFileHandle Create(string path)
    {
        var file = base.Create(path);
        lock (_gate)
            _byHandle[file] = _names[path] = new Inode();
        return file;
    }

    public override SafeFileHandle OpenForWriting(string path)
    {
        var file = base.OpenForWriting(path);
        lock (_gate)
        {
            if (_names.TryGetValue(path, out var inode))
                _byHandle[file] = inode;
        }

        return file;
    }

    public override bool TryPunchHole(SafeFileHandle file, long offset, long length)
    {
        var isDone = base.TryPunchHole(file, offset, length);
        Wrote(file, new byte[length], offset);
        return isDone;
    }

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        base.Write(file, buffers, offset);
        Grown(file);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        base.Write(file, bytes, offset);
        Grown(file);
        Wrote(file, bytes, offset);
    }

    public override void Sync(SafeFileHandle file)
    {
        base.Sync(file);
        var bytes = new byte[RandomAccess.GetLength(file)];
        RandomAccess.Read(file, bytes, 0);
        lock (_gate)
        {
            ThrowIfLost("sync", null);
            if (_byHandle.TryGetValue(file, out var inode))
            {
                inode.Durable = bytes;
                inode.Unsynced.Clear();
            }
        }
    }

    public override void SyncDirectory(string path)
    {
        base.SyncDirectory(path);
        lock (_gate)
        {
            ThrowIfLost("sync directory", path);
            foreach (var name in _durableNames.Keys.Where(name => IsIn(name, path)).ToList())
                _durableNames.Remove(name);
            foreach (var (name, inode) in _names.Where(entry => IsIn(entry.Key, path)))
                _durableNames[name] = inode;
        }
    }

    public override void Rename(string path, string newPath)
    {
        base.Rename(path, newPath);
        lock (_gate)
        {
            if (_names.Remove(path, out var inode))
                _names[newPath] = inode;
        }
    }

    public override void Delete(string path)
    {
        base.Delete(path);
        lock (_gate)
            _names.Remove(path);
    }

    protected override void Before(string call, string? path)
    {
        lock (_gate)
        {
            IsLost |= ++_calls >= failAt;
            ThrowIfLost(call, path);
        }
    }

    private void ThrowIfLost(string call, string? path)
    {
        if (IsLost)
            throw new IOException($"No power for {call} {path}", 5);
    }

    private static bool IsIn(string name, string directory) =>
        string.Equals(Path.GetDirectoryName(name), directory, StringComparison.Ordinal);

    private void Grown(SafeFileHandle file)
    {
        lock (_gate)
        {
            if (_byHandle.TryGetValue(file, out var inode))
                inode.Length = RandomAccess.GetLength(file);
        }
    }

    /// <summary>What was there before is overwritten block by block, in any order.</summary>
    private void Wrote(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_gate)
        {
            if (!_byHandle.TryGetValue(file, out var inode))
                return;

            for (var at = 0; at + Block <= bytes.Length && offset + at + Block <= inode.Durable.Length; at += Block)
                inode.Unsynced.Add((offset + at, bytes.Slice(at, Block).ToArray()));
        }
    }

    private sealed class Inode
    {
        public List<(long Offset, byte[] Block)> Unsynced { get; } = [];

        public byte[] Durable { get; set; } = [];

        public long Length { get; set; }
    }
}
