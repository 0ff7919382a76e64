using Microsoft.Win32.SafeHandles;

namespace Pacs.Files;

/// <summary>What a body has gathered, read before it is appended. While it is open the body must not change.</summary>
/// <param name="disk">Reads the file.</param>
/// <param name="file">What is on disk, from the member's first byte on; null when nothing is. Closed with the stream.</param>
/// <param name="fileLength">Bytes of it.</param>
/// <param name="blocks">What comes behind, each but the last full.</param>
/// <param name="length">Of the body.</param>
internal sealed class IncomingBodyStream(
    Disk disk, SafeFileHandle? file, long fileLength, IReadOnlyList<Memory<byte>> blocks, long length) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= length || buffer.IsEmpty)
            return 0;

        buffer = buffer[..(int)Math.Min(buffer.Length, length - Position)];
        var at = TarHeader.Size + Position;
        var count = file is not null && at < fileLength ? ReadFile(file, at, buffer) : ReadBlock(at - fileLength, buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file?.Dispose();
        base.Dispose(disposing);
    }

    private int ReadFile(SafeFileHandle from, long at, Span<byte> buffer)
    {
        var count = disk.Read(from, buffer[..(int)Math.Min(buffer.Length, fileLength - at)], at);
        return count > 0 ? count : throw new EndOfStreamException("What was received is not on the disk any more.");
    }

    private int ReadBlock(long at, Span<byte> buffer)
    {
        var (block, offset) = Math.DivRem(at, blocks[0].Length);
        var bytes = blocks[(int)block].Span[(int)offset..];
        var count = Math.Min(buffer.Length, bytes.Length);
        bytes[..count].CopyTo(buffer);
        return count;
    }
}
