using System.Buffers;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// Builds a <see cref="Pacs.Dicom.DataSets.DataSet"/> from bytes that come in pieces cut anywhere. Group lengths are
/// dropped, values of big endian input become little endian, and of elements that occur twice the first is kept: what
/// stands before the pixel data is not changed by what follows it.
/// </summary>
/// <remarks>The data set shares no memory with the input.</remarks>
public sealed class DataSetParser : IDisposable
{
    private const int InflatedPiece = 16 << 10;
    private const int HeaderCost = 8;

    private static readonly Tag SpecificCharacterSet = new(0x0008, 0x0005);

    private readonly ParsingBounds _bounds;
    private readonly DataSetScanner _scanner;
    private readonly Inflater? _inflater;
    private readonly ValueArena _values = new();
    private readonly Stack<OpenSequence> _sequences = new();
    private DataSet _current;
    private List<ReadOnlyMemory<byte>>? _fragments;
    private Vr _fragmentsVr;
    private long _keptBytes;
    private int _keptElements;
    private int _cursor;

    /// <param name="syntax">How the input is encoded.</param>
    /// <param name="bounds">Default: <see cref="ParsingBounds.Header"/>.</param>
    public DataSetParser(TransferSyntax syntax, ParsingBounds? bounds = null)
    {
        _bounds = bounds ?? ParsingBounds.Header;
        _scanner = new DataSetScanner(syntax) { StopAt = _bounds.StopAt, MaxDepth = _bounds.MaxDepth };
        _inflater = syntax.IsDeflated ? new Inflater(_bounds.MaxInflation) : null;
        _current = DataSet = new DataSet(capacity: _bounds.Wanted?.Count ?? 64);
    }

    /// <summary>
    /// What has been read so far; whole when <see cref="Parse"/> or <see cref="Complete"/> returned Done.
    /// </summary>
    public DataSet DataSet { get; }

    /// <summary>
    /// What is wrong with the input and where, once <see cref="OperationStatus.InvalidData"/> was returned.
    /// </summary>
    public string? Error { get; private set; }

    /// <summary>The element that parsing stopped at, or null: none has been met so far.</summary>
    public Tag? StoppedAt => _scanner.Token == DataSetToken.Stop ? _scanner.Tag : null;

    /// <summary>
    /// How many bytes of the data set (inflated ones) have been understood: where the element <see cref="StoppedAt"/>
    /// begins, once there is one.
    /// </summary>
    public long Position => _scanner.Position;

    /// <summary>A data set from the front of a stream up to where the bounds end it; the stream is sought over what is not kept.</summary>
    /// <param name="dataSet">The data set, or what is left of it behind <paramref name="begun"/>.</param>
    /// <param name="syntax">How it is encoded.</param>
    /// <param name="bounds">What of it is wanted.</param>
    /// <param name="begun">The beginning of it, where that was read from the stream already.</param>
    /// <exception cref="DicomFormatException">It is malformed or truncated.</exception>
    public static DataSet Read(Stream dataSet, TransferSyntax syntax, ParsingBounds bounds, ReadOnlyMemory<byte> begun = default)
    {
        using var parser = new DataSetParser(syntax, bounds);
        using var source = new SkimmedSource(dataSet, begun);
        var status = OperationStatus.NeedMoreData;
        while (status == OperationStatus.NeedMoreData)
        {
            if (parser._inflater is null) parser._scanner.PassOver(source.PassOver(parser._scanner.Skippable));
            var piece = source.Read();
            if (piece.IsEmpty) status = parser.Complete();
            else status = parser._inflater is null ? parser.Scan(piece.Span) : parser.Inflate(piece, parser._inflater);
        }

        return status == OperationStatus.Done
            ? parser.DataSet
            : throw new DicomFormatException($"The data set cannot be read: {parser.Error}");
    }

    /// <summary>The whole of a data set in memory.</summary>
    /// <exception cref="DicomFormatException">It is malformed or truncated.</exception>
    public static DataSet ParseAll(ReadOnlyMemory<byte> data, TransferSyntax syntax, ParsingBounds? bounds = null) =>
        ParseAll(new ReadOnlySequence<byte>(data), syntax, bounds);

    /// <inheritdoc cref="ParseAll(ReadOnlyMemory{byte}, TransferSyntax, ParsingBounds?)"/>
    public static DataSet ParseAll(ReadOnlySequence<byte> data, TransferSyntax syntax, ParsingBounds? bounds = null)
    {
        using var parser = new DataSetParser(syntax, bounds ?? ParsingBounds.Everything);
        var status = parser.Parse(ref data);
        if (status == OperationStatus.NeedMoreData) status = parser.Complete();
        return status == OperationStatus.Done
            ? parser.DataSet
            : throw new DicomFormatException($"The data set cannot be read: {parser.Error}");
    }

    /// <summary>
    /// Takes what there is. Done: the element to stop at was reached, nothing more is needed, and what is left of
    /// <paramref name="buffer"/> means nothing. NeedMoreData: all was taken; go on with what follows, or
    /// <see cref="Complete"/>.
    /// </summary>
    public OperationStatus Parse(ref ReadOnlySequence<byte> buffer)
    {
        if (StoppedAt is not null) return OperationStatus.Done;

        foreach (var piece in buffer)
        {
            var status = _inflater is null ? Scan(piece.Span) : Inflate(piece, _inflater);
            if (status != OperationStatus.NeedMoreData) return status;
        }

        buffer = buffer.Slice(buffer.End);
        return OperationStatus.NeedMoreData;
    }

    /// <summary>Says that the input has ended: Done, or InvalidData when it has ended too early.</summary>
    public OperationStatus Complete()
    {
        if (Error is not null) return OperationStatus.InvalidData;
        if (StoppedAt is not null || _scanner.IsAtBoundary) return OperationStatus.Done;

        return Fail(_scanner.Remaining > 0
            ? $"it ends at offset {Position}, {_scanner.Remaining} bytes before the value of {_scanner.Tag} does"
            : $"it ends at offset {Position}, within an element or sequence");
    }

    public void Dispose() => _inflater?.Dispose();

    private OperationStatus Inflate(ReadOnlyMemory<byte> piece, Inflater inflater)
    {
        var inflated = ArrayPool<byte>.Shared.Rent(InflatedPiece);
        try
        {
            inflater.Feed(piece);
            while (true)
            {
                var status = inflater.Inflate(inflated, out var count);
                if (status == OperationStatus.InvalidData) return Fail($"at offset {Position}: {inflater.Error}");
                if (status == OperationStatus.NeedMoreData) return status;

                status = Scan(inflated.AsSpan(0, count));
                if (status != OperationStatus.NeedMoreData) return status;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(inflated);
        }
    }

    private OperationStatus Scan(ReadOnlySpan<byte> input)
    {
        if (Error is not null) return OperationStatus.InvalidData;

        OperationStatus status;
        while ((status = _scanner.Read(ref input, out var value)) == OperationStatus.Done)
        {
            switch (_scanner.Token)
            {
                case DataSetToken.Element or DataSetToken.FragmentsStart when IsWanted && IsTooLong:
                    _scanner.Skip();
                    _current.TryAdd(DataElement.LeftOut(_scanner.Tag, _scanner.Vr));
                    Count(0);
                    break;

                case DataSetToken.Element when IsWanted:
                case DataSetToken.Fragment:
                    BeginValue(value);
                    break;

                case DataSetToken.Value:
                    AppendValue(value);
                    break;

                case DataSetToken.SequenceStart when IsWanted:
                    _sequences.Push(new OpenSequence(_current, _scanner.Tag, []));
                    Count(0);
                    break;

                case DataSetToken.ItemStart:
                    _current = new DataSet(capacity: 4);
                    _sequences.Peek().Items.Add(_current);
                    Count(0);
                    break;

                case DataSetToken.SequenceEnd:
                    var closed = _sequences.Pop();
                    _current = closed.Owner;
                    _current.TryAdd(new DataElement(closed.Tag, closed.Items));
                    break;

                case DataSetToken.FragmentsStart when IsWanted:
                    _fragments = [];
                    _fragmentsVr = _scanner.Vr;
                    break;

                case DataSetToken.FragmentsEnd when _fragments is not null:
                    _current.TryAdd(new DataElement(_scanner.Tag, _fragmentsVr, _fragments));
                    _fragments = null;
                    break;

                case DataSetToken.Element or DataSetToken.SequenceStart or DataSetToken.FragmentsStart:
                    _scanner.Skip();
                    break;

                case DataSetToken.Stop:
                    return status;
            }

            if (Error is not null) return OperationStatus.InvalidData;
        }

        return status == OperationStatus.InvalidData ? Fail(_scanner.Error) : status;
    }

    private bool IsWanted
    {
        get
        {
            var tag = _scanner.Tag;
            if (tag.IsGroupLength) return false;
            if (_bounds.Wanted is not { } wanted || _sequences.Count > 0) return true;
            return wanted.Contains(tag, ref _cursor) || tag == SpecificCharacterSet;
        }
    }

    private bool IsTooLong => _bounds.LongestBinary is { } longest && _scanner.Length > 0 && _scanner.Vr.IsBinary &&
        (_scanner.Length > longest || (_scanner.Depth == 0 && _scanner.Tag is { Group: 0x7FE0, Element: >= 0x0008 and <= 0x0010 }));

    private void BeginValue(ReadOnlySpan<byte> value)
    {
        var length = _scanner.Length;
        Count(length);
        if (Error is not null) return;

        _values.Begin((int)length);
        AppendValue(value);
    }

    private void AppendValue(ReadOnlySpan<byte> bytes)
    {
        _values.Append(bytes);
        if (_scanner.Remaining > 0) return;

        var value = _values.End();
        if (_fragments is not null)
        {
            _fragments.Add(value);
            return;
        }

        var vr = _scanner.Vr;
        if (_scanner.IsBigEndian) ByteOrder.Reverse(value.Span, vr.WordSize);
        _current.TryAdd(new DataElement(_scanner.Tag, vr, value));
    }

    private void Count(uint length)
    {
        _keptBytes += HeaderCost + length;
        _keptElements++;
        if (_keptBytes > _bounds.MaxBytes) FailHere($"more than {_bounds.MaxBytes} bytes");
        if (_keptElements > _bounds.MaxElements) FailHere($"more than {_bounds.MaxElements} elements");
        if (length > Array.MaxLength) FailHere($"a value of {length} bytes in memory");
    }

    private void FailHere(string what) => Fail($"{_scanner.Tag} at offset {_scanner.Offset}: {what}");

    private OperationStatus Fail(string? error)
    {
        Error ??= error;
        return OperationStatus.InvalidData;
    }

    private readonly record struct OpenSequence(DataSet Owner, Tag Tag, List<DataSet> Items);
}
