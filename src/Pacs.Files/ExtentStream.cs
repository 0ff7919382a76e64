namespace Pacs.Files;

/// <summary>
/// A member's body as a stream. Reads are positional reads on the page cache; the asynchronous ones complete at once,
/// because to wait for a disk .NET would only block another thread.
/// </summary>
internal sealed class ExtentStream(Disk disk, SegmentHandles handles, SegmentHandle handle, Extent extent) : Stream
{
    private SegmentHandle? _handle = handle;

    public override bool CanRead => _handle is not null;

    public override bool CanSeek => _handle is not null;

    public override bool CanWrite => false;

    public override long Length => extent.Length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_handle is null, this);
        var count = Read(disk, _handle, extent, Position, buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => Length + offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(offset));
        return Position = position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("What is stored never changes.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("What is stored never changes.");

    /// <summary>Reads from a position of a body; 0 at its end, and never what lies behind it.</summary>
    internal static int Read(Disk disk, SegmentHandle handle, Extent extent, long position, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        if (position >= extent.Length || buffer.IsEmpty)
            return 0;

        if (buffer.Length > extent.Length - position)
            buffer = buffer[..(int)(extent.Length - position)];
        var count = disk.Read(handle.File, buffer, extent.Offset + position);
        return count > 0 ? count : throw new EndOfStreamException($"{extent.Segment} ends within {extent}.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _handle, null) is { } rented)
            handles.Return(rented);
        base.Dispose(disposing);
    }
}
