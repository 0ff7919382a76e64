using System.Buffers;
using System.IO.Compression;

namespace Pacs.Dicom.Parsing;

/// <summary>Raw deflate (RFC 1951) of what is written to it, padded with a NUL to even length (PS3.5 §A.5).</summary>
internal sealed class Deflater : IBufferWriter<byte>, IDisposable
{
    private const int Piece = 16 << 10;

    private readonly MemoryStream _deflated = new();
    private readonly DeflateStream _stream;
    private byte[] _piece = new byte[Piece];
    private int _filled;
    private long _taken;

    public Deflater() => _stream = new DeflateStream(_deflated, CompressionLevel.Optimal, leaveOpen: true);

    public void Advance(int count) => _filled += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_piece.Length - _filled < Math.Max(sizeHint, 1)) Flush();
        if (_piece.Length < sizeHint) _piece = new byte[sizeHint];
        return _piece.AsMemory(_filled);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Ends the deflated data; what is left of it can be taken then.</summary>
    public void Complete()
    {
        Flush();
        _stream.Dispose();
        if ((_taken + _deflated.Length) % 2 != 0) _deflated.WriteByte(0);
    }

    /// <summary>Hands over what is deflated so far.</summary>
    public void TakeTo(IBufferWriter<byte> output)
    {
        _taken += _deflated.Length;
        output.Write(_deflated.GetBuffer().AsSpan(0, (int)_deflated.Length));
        _deflated.SetLength(0);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _deflated.Dispose();
    }

    private void Flush()
    {
        _stream.Write(_piece, 0, _filled);
        _filled = 0;
    }
}
