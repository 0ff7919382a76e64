using System.Buffers;
using System.IO.Compression;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// Inflates raw deflate (RFC 1951, PS3.5 §A.5) that is pushed in pieces, where the base class library only pulls from
/// a stream: a piece that is used up looks to <see cref="DeflateStream"/> like an end, from which it goes on when the
/// next piece is there.
/// </summary>
internal sealed class Inflater : IDisposable
{
    // Small inputs may inflate beyond the ratio: a kilobyte of one value is a dozen bytes.
    private const long Allowance = 1 << 20;

    private readonly Piece _piece = new();
    private readonly DeflateStream _stream;
    private readonly int _maxRatio;
    private long _deflated;
    private long _inflated;

    public Inflater(int maxRatio)
    {
        _maxRatio = maxRatio;
        _stream = new DeflateStream(_piece, CompressionMode.Decompress);
    }

    /// <summary>What is wrong with the input, once <see cref="OperationStatus.InvalidData"/> was returned.</summary>
    public string? Error { get; private set; }

    /// <summary>Gives the next piece, when <see cref="Inflate"/> has said it needs one.</summary>
    public void Feed(ReadOnlyMemory<byte> piece)
    {
        _piece.Left = piece;
        _deflated += piece.Length;
    }

    /// <summary>
    /// Fills <paramref name="output"/> as far as the pieces given reach; Done means at least one byte was written.
    /// </summary>
    public OperationStatus Inflate(Span<byte> output, out int written)
    {
        written = 0;
        if (Error is not null) return OperationStatus.InvalidData;

        try
        {
            written = _stream.Read(output);
        }
        catch (InvalidDataException e)
        {
            Error = $"not deflated as RFC 1951 says: {e.Message}";
            return OperationStatus.InvalidData;
        }

        _inflated += written;
        if (_inflated > _deflated * _maxRatio + Allowance)
        {
            Error = $"{_deflated} bytes inflate to more than {_maxRatio} times as many";
            return OperationStatus.InvalidData;
        }

        return written == 0 ? OperationStatus.NeedMoreData : OperationStatus.Done;
    }

    public void Dispose() => _stream.Dispose();

    private sealed class Piece : ForwardStream
    {
        public ReadOnlyMemory<byte> Left { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, Left.Length);
            Left.Span[..count].CopyTo(buffer);
            Left = Left[count..];
            return count;
        }
    }
}
