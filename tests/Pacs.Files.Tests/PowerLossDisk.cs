using Microsoft.Win32.SafeHandles;

namespace Pacs.Files.Tests;

/// <summary>
/// A disk that loses its power at the nth call: from there on everything fails, and what had not been synced by then is
/// gone. Bytes are durable after a sync of their file, names after a sync of their directory.
/// </summary>
internal sealed class PowerLossDisk(int failAt) : ObservedDisk
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SafeFileHandle, Inode> _byHandle = [];
    private readonly Dictionary<string, Inode> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Inode> _durableNames = new(StringComparer.Ordinal);
    private int _calls;

    public bool IsLost { get; private set; }

    /// <summary>
    /// Leaves the directory as it is after the power has come back. Names that were not synced may have reached the
    /// medium or not, and so may lengths, with zeros where the bytes did not.
    /// </summary>
    public void LeaveWhatIsDurable(string directory, bool withUnsyncedNames, bool withUnsyncedLengths)
    {
        foreach (var path in Directory.GetFiles(directory, "*.tar", SearchOption.AllDirectories))
            File.Delete(path);
        foreach (var (path, inode) in withUnsyncedNames ? _names : _durableNames)
        {
            var bytes = inode.Durable;
            if (withUnsyncedLengths)
                Array.Resize(ref bytes, (int)Math.Max(bytes.Length, inode.Length));
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

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        base.Write(file, buffers, offset);
        Grown(file);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        base.Write(file, bytes, offset);
        Grown(file);
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
                inode.Durable = bytes;
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

    private sealed class Inode
    {
        public byte[] Durable { get; set; } = [];

        public long Length { get; set; }
    }
}
