using System.Buffers;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// Reads a data set in another encoding than its source has. Inflates before and deflates after, as needed.
/// </summary>
internal sealed class ConvertingStream : ForwardStream
{
    private const int Piece = 64 << 10;

    private readonly Stream _source;
    private readonly DataSetRecoder _recoder;
    private readonly Inflater? _inflater;
    private readonly Deflater? _deflater;

    // Tags and lengths at worst double in size, so this stays near twice a piece.
    private readonly ArrayBufferWriter<byte> _output = new(Piece);
    private readonly byte[] _input = new byte[Piece];
    private readonly byte[] _inflated = [];
    private int _taken;
    private int _pending;
    private bool _isSourceAtEnd;
    private bool _isComplete;

    public ConvertingStream(Stream source, TransferSyntax from, TransferSyntax to)
    {
        _source = source;
        _recoder = new DataSetRecoder(from, to);
        if (to.IsDeflated) _deflater = new Deflater();
        if (!from.IsDeflated) return;

        _inflater = new Inflater(ParsingBounds.Header.MaxInflation);
        _inflated = new byte[Piece];
    }

    public override int Read(Span<byte> buffer)
    {
        while (!TryProduce()) Accept(_source.Read(_input));
        return Take(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!TryProduce()) Accept(await _source.ReadAsync(_input, cancellationToken));
        return Take(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
            _inflater?.Dispose();
            _deflater?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Accept(int count)
    {
        _isSourceAtEnd = count == 0;
        if (_inflater is null) _pending = count;
        else if (count > 0) _inflater.Feed(_input.AsMemory(0, count));
    }

    /// <summary>
    /// True when there is output to take, or when there will be no more; false when the source must be read.
    /// </summary>
    private bool TryProduce()
    {
        if (_taken < _output.WrittenCount || _isComplete) return true;

        _output.ResetWrittenCount();
        _taken = 0;
        var sink = _deflater ?? (IBufferWriter<byte>)_output;
        while (_output.WrittenCount == 0 && TryTakeInput(out var input))
        {
            if (_recoder.Convert(input, sink) == OperationStatus.InvalidData) throw Malformed(_recoder.Error);

            _deflater?.TakeTo(_output);
        }

        if (_output.WrittenCount > 0) return true;
        if (!_isSourceAtEnd) return false;

        if (_recoder.Complete() == OperationStatus.InvalidData) throw Malformed(_recoder.Error);

        _deflater?.Complete();
        _deflater?.TakeTo(_output);
        return _isComplete = true;
    }

    private bool TryTakeInput(out ReadOnlySpan<byte> input)
    {
        if (_inflater is null)
        {
            input = _input.AsSpan(0, _pending);
            _pending = 0;
            return !input.IsEmpty;
        }

        var status = _inflater.Inflate(_inflated, out var count);
        if (status == OperationStatus.InvalidData) throw Malformed(_inflater.Error);

        input = _inflated.AsSpan(0, count);
        return status == OperationStatus.Done;
    }

    private static DicomFormatException Malformed(string? error) => new($"The data set cannot be converted: {error}");

    private int Take(Span<byte> buffer)
    {
        var output = _output.WrittenSpan[_taken..];
        var count = Math.Min(buffer.Length, output.Length);
        output[..count].CopyTo(buffer);
        _taken += count;
        return count;
    }
}
