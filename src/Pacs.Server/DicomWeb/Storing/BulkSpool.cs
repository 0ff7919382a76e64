using System.Buffers;
using System.Runtime.CompilerServices;

namespace Pacs.Server.DicomWeb.Storing;

/// <summary>
/// The bulk data parts of one request, one behind the other in a file: an instance can only be put together when all that it
/// refers to is there, and that may be gigabytes. The file is made with the first of them and has no end of life of its own.
/// </summary>
/// <param name="folder">Where the file is made.</param>
/// <param name="hasRoom">Whether the disk has room for so many bytes.</param>
internal sealed class BulkSpool(string folder, Func<long, bool> hasRoom) : IAsyncDisposable
{
    private const int ReadLength = 256 << 10;

    private FileStream? _file;
    private long _end;

    /// <summary>Sets a part aside; null when the disk did not take it. It is read to its end in any case.</summary>
    public async Task<BulkBody?> AddAsync(IAsyncEnumerable<ReadOnlySequence<byte>> pieces, CancellationToken cancellationToken)
    {
        var length = 0L;
        var isKept = true;
        await foreach (var piece in pieces.WithCancellation(cancellationToken))
        {
            isKept = isKept && await TryWriteAsync(piece, _end + length, cancellationToken);
            length += piece.Length;
        }

        if (!isKept) return null;

        var body = new BulkBody(_end, length);
        _end += length;
        return body;
    }

    /// <summary>The first bytes of a body.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadStartAsync(BulkBody body, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Min(length, body.Length)];
        if (bytes.Length > 0) await RandomAccess.ReadAsync(File.SafeFileHandle, bytes, body.Offset, cancellationToken);
        return bytes;
    }

    /// <summary>A body in pieces each valid until the next is asked for.</summary>
    public async IAsyncEnumerable<ReadOnlySequence<byte>> ReadAsync(BulkBody body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(body.Length, 1, ReadLength));
        try
        {
            for (var (at, rest) = (body.Offset, body.Length); rest > 0;)
            {
                var wanted = (int)Math.Min(rest, buffer.Length);
                var count = await RandomAccess.ReadAsync(File.SafeFileHandle, buffer.AsMemory(0, wanted), at, cancellationToken);
                if (count == 0) throw new IOException("The bulk data that was set aside is shorter than it was.");

                yield return new ReadOnlySequence<byte>(buffer, 0, count);
                (at, rest) = (at + count, rest - count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<bool> TryWriteAsync(ReadOnlySequence<byte> piece, long offset, CancellationToken cancellationToken)
    {
        if (!hasRoom(piece.Length)) return false;

        try
        {
            _file ??= new FileStream(Path.Combine(folder, $"bulk-{Guid.NewGuid():N}"), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
                BufferSize = 0,
            });
            foreach (var block in piece)
            {
                await RandomAccess.WriteAsync(_file.SafeFileHandle, block, offset, cancellationToken);
                offset += block.Length;
            }

            return true;
        }
        catch (IOException)
        {
            return false; // full after all, or failing
        }
    }

    private FileStream File => _file ?? throw new InvalidOperationException("Nothing has been added.");
}
