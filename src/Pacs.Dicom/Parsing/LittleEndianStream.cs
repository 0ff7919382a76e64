using Pacs.Dicom.Pixels;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// Ranges of a data set one behind the other, opened when their turn comes, words reversed while they are read.
/// </summary>
/// <param name="pieces">The ranges.</param>
/// <param name="open">Opens one.</param>
/// <param name="wordSize">Bytes of a word that is to be reversed; 1: nothing is.</param>
internal sealed class LittleEndianStream(IReadOnlyList<ByteRange> pieces, Func<ByteRange, Stream> open, int wordSize) : ForwardStream
{
    private Stream? _piece;
    private int _next;

    public override int Read(Span<byte> buffer)
    {
        // A word that the buffer cuts would have to be remembered: no buffer of ours is so short, or so odd.
        var count = ReadPieces(buffer.Length >= wordSize ? buffer[..(buffer.Length - (buffer.Length % wordSize))] : buffer);
        if (wordSize > 1) ByteOrder.Reverse(buffer[..count], wordSize);
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing) _piece?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Whole words as long as there are any.</summary>
    private int ReadPieces(Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            if (_piece is null)
            {
                if (_next == pieces.Count) break;
                _piece = open(pieces[_next++]);
            }

            var count = _piece.Read(buffer[filled..]);
            filled += count;
            if (count > 0 && filled % wordSize == 0) break;
            if (count > 0) continue;

            _piece.Dispose();
            _piece = null;
        }

        return filled;
    }
}
