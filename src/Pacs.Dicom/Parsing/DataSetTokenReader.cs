using System.Buffers;
using System.IO.Compression;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// Reads the tokens of a data set from a stream, and seeks over what is skipped. Of a deflated data set everything, offsets
/// too, is as inflated. The stream is not disposed.
/// </summary>
public sealed class DataSetTokenReader : IDisposable
{
    private readonly DataSetScanner _scanner;
    private readonly DeflateStream? _inflated;
    private readonly SkimmedSource _source;
    private ReadOnlyMemory<byte> _piece;

    /// <param name="dataSet">A stream whose next byte is the data set's first.</param>
    /// <param name="syntax">How the data set is encoded.</param>
    public DataSetTokenReader(Stream dataSet, TransferSyntax syntax)
    {
        _scanner = new DataSetScanner(syntax);
        if (syntax.IsDeflated) _inflated = new DeflateStream(dataSet, CompressionMode.Decompress, leaveOpen: true);
        _source = new SkimmedSource(_inflated ?? dataSet);
    }

    public DataSetToken Token => _scanner.Token;

    public Tag Tag => _scanner.Tag;

    public Vr Vr => _scanner.Vr;

    /// <summary>As <see cref="DataSetScanner.Length"/>.</summary>
    public uint Length => _scanner.Length;

    public int Depth => _scanner.Depth;

    public bool IsBigEndian => _scanner.IsBigEndian;

    /// <summary>Where the value of the element or fragment that was just read begins, counted from the data set's first byte.</summary>
    public long ValueOffset { get; private set; }

    /// <summary>Reads the next token; false at the end of the data set.</summary>
    /// <param name="value">The bytes at hand of the element's value or of the fragment, in the order as encoded.</param>
    /// <exception cref="DicomFormatException">The data set is malformed or truncated.</exception>
    public bool Read(out ReadOnlySpan<byte> value)
    {
        while (true)
        {
            var input = _piece.Span;
            var status = _scanner.Read(ref input, out value);
            _piece = _piece[(_piece.Length - input.Length)..];
            if (status == OperationStatus.Done)
            {
                if (Token != DataSetToken.Value) ValueOffset = _scanner.Position - value.Length;
                return true;
            }

            if (status == OperationStatus.InvalidData) throw Unreadable(_scanner.Error);

            _scanner.PassOver(_source.PassOver(_scanner.Skippable));
            _piece = _source.Read();
            if (!_piece.IsEmpty) continue;

            return _scanner.IsAtBoundary ? false : throw Unreadable($"it ends at offset {_scanner.Position}, within an element");
        }
    }

    /// <summary>As <see cref="DataSetScanner.Skip"/>.</summary>
    public void Skip() => _scanner.Skip();

    /// <summary>The beginning of the element's value or fragment that was just read, as far as <paramref name="count"/> goes; the rest is skipped.</summary>
    public byte[] ReadStart(ReadOnlySpan<byte> value, int count)
    {
        var start = new byte[(int)Math.Min((uint)count, Length)];
        var filled = 0;
        while (true)
        {
            var taken = Math.Min(value.Length, start.Length - filled);
            value[..taken].CopyTo(start.AsSpan(filled));
            filled += taken;
            if (filled == start.Length || !Read(out value)) break;
        }

        Skip();
        return start;
    }

    public void Dispose()
    {
        _source.Dispose();
        _inflated?.Dispose();
    }

    private static DicomFormatException Unreadable(string? error) => new($"The data set cannot be read: {error}");
}
