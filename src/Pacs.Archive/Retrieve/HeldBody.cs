using System.Buffers;

namespace Pacs.Archive.Retrieve;

/// <summary>A body that has been read and verified, in memory that goes back to the pool when it is disposed.</summary>
internal sealed class HeldBody(byte[] rented, int length) : MemoryStream(rented, 0, length, writable: false, publiclyVisible: true)
{
    private byte[]? _rented = rented;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref _rented, null) is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
    }
}
