using System.IO.Hashing;

namespace Pacs.Files;

/// <summary>
/// A stored body, read front to back; it can be moved forward only. A digest runs along, and when it is not the one under which the body was
/// acknowledged the last bytes are withheld: whoever reads gets an exception in their place, never a whole instance that
/// is not the one that was stored.
/// </summary>
internal sealed class VerifiedStream(Stream body, UInt128 digest) : Stream
{
    private const int SkipLength = 4096;

    private readonly XxHash128 _running = new();

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => body.Length;

    /// <exception cref="NotSupportedException">Set to what has been read already.</exception>
    public override long Position
    {
        get => body.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <exception cref="DamagedBodyException">The body has ended and is not what was stored.</exception>
    public override int Read(Span<byte> buffer)
    {
        var count = body.Read(buffer);
        _running.Append(buffer[..count]);
        if (count > 0 && body.Position == body.Length && _running.GetCurrentHashAsUInt128() != digest)
        {
            throw new DamagedBodyException("The stored bytes do not have the digest under which they were acknowledged.");
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Completes at once: the body is read from the page cache or by this thread.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    /// <exception cref="NotSupportedException">The position lies in what has been read already.</exception>
    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => body.Position,
            _ => body.Length,
        };
        if (target < body.Position) throw new NotSupportedException("A body that is verified is read once.");

        Span<byte> skipped = stackalloc byte[SkipLength];
        while (body.Position < target && Read(skipped[..(int)Math.Min(skipped.Length, target - body.Position)]) > 0)
        {
            // The digest takes what is skipped as well.
        }

        return body.Position;
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) body.Dispose();
        base.Dispose(disposing);
    }
}
