using System.Buffers;
using System.IO.Pipelines;

namespace Pacs.Server.DicomWeb.Multipart;

/// <summary>
/// Reads a multipart body part by part, as it comes (RFC 2046 §5.1.1): what stands before the first and behind the last
/// delimiter is passed over, lines may end in LF alone. Nothing is held but a part's headers.
/// </summary>
internal sealed class MultipartReader : IDisposable
{
    public const int MaxParts = 100_000;
    public const int MaxPartHeaderBytes = 16 << 10;

    private readonly PipeReader _input;
    private readonly string _boundary;
    private readonly DelimiterSearch _search;
    private MultipartPart? _current;
    private SequencePosition? _given;
    private int _parts;
    private bool _isBodyOpen = true; // the preamble is read like a body
    private bool _isAtBodyStart = true;
    private bool _isLast;
    private bool _hasBareLines;

    /// <param name="input">The body. It is not completed here.</param>
    /// <param name="boundary">The parameter of the Content-Type.</param>
    /// <exception cref="MultipartException">The boundary is missing or none.</exception>
    public MultipartReader(PipeReader input, string? boundary)
    {
        if (MultipartBoundary.FlawOf(boundary) is { } flaw) throw new MultipartException(flaw);

        _input = input;
        _boundary = boundary ?? "";
        _search = new DelimiterSearch(_boundary);
    }

    /// <summary>The next part, past whatever was not read of the one before; null behind the last.</summary>
    /// <exception cref="MultipartException">There is neither a further part nor an end.</exception>
    public async ValueTask<MultipartPart?> ReadPartAsync(CancellationToken cancellationToken)
    {
        while (_isBodyOpen) await NextPieceAsync(cancellationToken);
        if (_isLast) return null;
        if (_parts == MaxParts) throw new MultipartException($"The body has more than {MaxParts} parts.");

        _parts++;
        var headers = await ReadHeadersAsync(cancellationToken);
        _isBodyOpen = true;
        _isAtBodyStart = true; // a part may end with its headers: then the delimiter has no line end of its own
        return _current = new MultipartPart(this, _parts, headers);
    }

    internal ValueTask<ReadOnlySequence<byte>> ReadBodyAsync(MultipartPart part, CancellationToken cancellationToken)
    {
        if (part != _current) throw new InvalidOperationException("A later part has been asked for.");
        return _isBodyOpen ? NextPieceAsync(cancellationToken) : new(ReadOnlySequence<byte>.Empty);
    }

    /// <summary>Gives the piece that was read last back to the input, which the server goes on to read to its end.</summary>
    public void Dispose() => GiveBack();

    /// <summary>The next piece of what is open; empty, and nothing open any more, at the delimiter that ends it.</summary>
    private async ValueTask<ReadOnlySequence<byte>> NextPieceAsync(CancellationToken cancellationToken)
    {
        GiveBack();
        while (true)
        {
            var result = await _input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (Take(buffer, result.IsCompleted) is { IsEmpty: false } piece)
            {
                _given = piece.End;
                return piece;
            }

            if (!_isBodyOpen) return ReadOnlySequence<byte>.Empty;

            _input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted) throw Unterminated();
        }
    }

    /// <summary>
    /// What of the buffer's front belongs to the body. None: a delimiter was there and was taken, or more of the input is needed.
    /// </summary>
    private ReadOnlySequence<byte> Take(ReadOnlySequence<byte> buffer, bool isCompleted)
    {
        if (_isAtBodyStart)
        {
            var dashed = _search.Dashed;
            if (buffer.Length < dashed.Length && !isCompleted) return default;

            if (new SequenceReader<byte>(buffer).IsNext(dashed))
            {
                var start = TakeDelimiter(buffer, dashed.Length, isCompleted);
                if (start != OperationStatus.InvalidData) return default;
            }

            _isAtBodyStart = false;
        }

        if (!_search.TryFind(buffer, out var position)) return buffer.Slice(0, position);

        var end = position;
        if (end > 0 && !_hasBareLines && buffer.Slice(end - 1).FirstSpan[0] == '\r') end--;
        if (end > 0) return buffer.Slice(0, end);

        return TakeDelimiter(buffer, position + _search.Length, isCompleted) == OperationStatus.InvalidData
            ? buffer.Slice(0, position + 1) // a longer line that begins like a delimiter
            : default;
    }

    /// <summary>Done: the line was a delimiter and is consumed. InvalidData: it begins like one and is none.</summary>
    private OperationStatus TakeDelimiter(ReadOnlySequence<byte> buffer, long length, bool isCompleted)
    {
        var status = DelimiterLine.Read(buffer.Slice(length), isCompleted, out var line);
        if (status != OperationStatus.Done) return status;

        _input.AdvanceTo(buffer.GetPosition(length + line.Length));
        _hasBareLines = line.IsBare;
        _isLast = line.IsLast;
        _isBodyOpen = false;
        return status;
    }

    private async ValueTask<IReadOnlyList<KeyValuePair<string, string>>> ReadHeadersAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _input.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var bytes = buffer.Length > MaxPartHeaderBytes ? buffer.Slice(0, MaxPartHeaderBytes) : buffer;
            if (PartHeaders.LengthOf(bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray()) is { } length)
            {
                var end = buffer.GetPosition(length);
                var headers = buffer.Slice(0, end).ToArray();
                _input.AdvanceTo(end);
                return PartHeaders.Parse(headers, _parts);
            }

            _input.AdvanceTo(buffer.Start, buffer.End);
            if (buffer.Length > MaxPartHeaderBytes)
            {
                throw new MultipartException($"The headers of part {_parts} have more than {MaxPartHeaderBytes} bytes.");
            }

            if (result.IsCompleted) throw new MultipartException($"The body ends within the headers of part {_parts}.");
        }
    }

    private void GiveBack()
    {
        if (_given is not { } given) return;

        _given = null;
        _input.AdvanceTo(given);
    }

    private MultipartException Unterminated() => new(_parts == 0
        ? $"The body has no line --{_boundary}: it was cut short, or the Content-Type names another boundary than separates its parts."
        : $"The body ends within part {_parts}: the line --{_boundary}-- is missing.");
}
