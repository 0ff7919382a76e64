using System.Buffers;

namespace Pacs.Archive.Retrieve;

/// <summary>Some bytes of a stream, read once, front to back. Disposes the stream.</summary>
/// <param name="source">From its beginning; sought in when it can be.</param>
/// <param name="skipped">Bytes in front.</param>
/// <param name="length">Bytes that are read.</param>
/// <param name="isVerified">The source is verified at its end: it is read up to there before the last bytes of the range are given.</param>
internal sealed class RangeStream(Stream source, long skipped, long length, bool isVerified) : Stream
{
    private const int BlockLength = 64 << 10;

    private bool _isBegun;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (!_isBegun)
        {
            Skip(skipped);
            _isBegun = true;
        }

        if (_position == length || buffer.IsEmpty) return 0;

        if (buffer.Length > length - _position) buffer = buffer[..(int)(length - _position)];
        var count = source.Read(buffer);
        if (count == 0) throw new EndOfStreamException("The stored bytes end within the range.");

        _position += count;
        if (_position == length && isVerified) Skip(long.MaxValue);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    private void Skip(long count)
    {
        if (count == 0) return;
        if (source.CanSeek && !isVerified)
        {
            source.Position += count;
            return;
        }

        var block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            while (count > 0 && source.Read(block, 0, (int)Math.Min(count, BlockLength)) is > 0 and var read) count -= read;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
