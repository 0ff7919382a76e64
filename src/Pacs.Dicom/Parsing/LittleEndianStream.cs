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
    private const int LargestWord = 8;

    // A word that a short buffer has cut.
    private readonly byte[] _word = new byte[LargestWord];
    private ReadOnlyMemory<byte> _cut;

    private Stream? _piece;
    private int _next;

    public override int Read(Span<byte> buffer)
    {
        if (_cut.IsEmpty && buffer.Length >= wordSize) return ReadWords(buffer[..(buffer.Length - (buffer.Length % wordSize))]);

        if (_cut.IsEmpty) _cut = _word.AsMemory(0, ReadWords(_word.AsSpan(0, wordSize)));
        var count = Math.Min(buffer.Length, _cut.Length);
        _cut.Span[..count].CopyTo(buffer);
        _cut = _cut[count..];
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing) _piece?.Dispose();
        base.Dispose(disposing);
    }

    private int ReadWords(Span<byte> buffer)
    {
        var count = ReadPieces(buffer);
        if (wordSize > 1) ByteOrder.Reverse(buffer[..count], wordSize);
        return count;
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
