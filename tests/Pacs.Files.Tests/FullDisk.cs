using Microsoft.Win32.SafeHandles;

namespace Pacs.Files.Tests;

/// <summary>A real disk that can be made to have no room, or to have as much as a test says.</summary>
internal sealed class FullDisk : Disk
{
    private const int NoSpaceLeft = 28; // ENOSPC

    public bool IsFull { get; set; }

    public FreeSpace? Space { get; set; }

    public override void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> buffers, long offset)
    {
        if (IsFull)
            throw new IOException("Injected", NoSpaceLeft);
        base.Write(file, buffers, offset);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (IsFull)
            throw new IOException("Injected", NoSpaceLeft);
        base.Write(file, bytes, offset);
    }

    public override FreeSpace SpaceAt(string directory) => Space ?? base.SpaceAt(directory);
}
