using System.Buffers;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Parsing;

/// <summary>Writes what a scanner reads in another encoding, piece by piece. Knows nothing of deflate.</summary>
internal sealed class DataSetRecoder(TransferSyntax from, TransferSyntax to)
{
    private const int LargestPiece = 4096;
    private const int LargestWord = 8;

    private readonly DataSetScanner _scanner = new(from);
    private readonly ElementEncoder _encoder = new(to);

    // The beginning of a word whose end is in the next piece.
    private readonly byte[] _word = new byte[LargestWord];
    private int _wordFilled;

    private int _wordSize;

    /// <summary>
    /// What is wrong with the input and where, once <see cref="OperationStatus.InvalidData"/> was returned.
    /// </summary>
    public string? Error { get; private set; }

    /// <summary>Takes all of <paramref name="input"/>: NeedMoreData, or InvalidData.</summary>
    public OperationStatus Convert(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        OperationStatus status;
        while ((status = _scanner.Read(ref input, out var value)) == OperationStatus.Done)
        {
            switch (_scanner.Token)
            {
                // Whatever VR it claims: a sequence that calls itself a group length is not looked into either.
                case DataSetToken.Element or DataSetToken.SequenceStart or DataSetToken.FragmentsStart
                    when _scanner.Tag.IsGroupLength:
                    _scanner.Skip();
                    break;

                case DataSetToken.Element:
                    BeginElement(output);
                    WriteValue(value, output);
                    break;

                case DataSetToken.Value:
                    WriteValue(value, output);
                    break;

                case DataSetToken.SequenceStart:
                    _encoder.WriteHeader(output, _scanner.Tag, Vr.SQ, DataSetScanner.UndefinedLength);
                    break;

                case DataSetToken.ItemStart:
                    _encoder.WriteItem(output, Delimiters.Item, DataSetScanner.UndefinedLength);
                    break;

                case DataSetToken.ItemEnd:
                    _encoder.WriteItem(output, Delimiters.ItemDelimitation, 0);
                    break;

                case DataSetToken.SequenceEnd:
                    _encoder.WriteItem(output, Delimiters.SequenceDelimitation, 0);
                    break;

                case DataSetToken.FragmentsStart:
                    Error = $"{_scanner.Tag} at offset {_scanner.Offset}: encapsulated in the native syntax {from}";
                    return OperationStatus.InvalidData;
            }
        }

        if (status == OperationStatus.InvalidData) Error = _scanner.Error;
        return status;
    }

    /// <summary>Says that the input has ended: Done, or InvalidData when it has ended too early.</summary>
    public OperationStatus Complete()
    {
        if (_scanner.IsAtBoundary) return OperationStatus.Done;

        Error ??= $"the data set ends at offset {_scanner.Position}, within an element or sequence";
        return OperationStatus.InvalidData;
    }

    private void BeginElement(IBufferWriter<byte> output)
    {
        var length = _scanner.Length + (_scanner.Length & 1);
        var vr = _scanner.Vr;

        // PS3.5 §A.1 has OW in implicit VR even for 8-bit cells. Said to be OB, nobody swaps them in big endian.
        var isPixelData = _scanner.Tag == Delimiters.PixelData;
        if (isPixelData && vr == Vr.OW && _scanner.HasByteCells && !from.IsExplicitVr) vr = Vr.OB;

        var vrOnWire = _encoder.VrOnWire(vr, length);
        _encoder.WriteHeader(output, _scanner.Tag, vrOnWire, length);

        var read = _scanner.IsBigEndian ? vr.WordSize : 1;
        var written = _encoder.IsBigEndian ? vrOnWire.WordSize : 1; // UN is little endian everywhere (PS3.5 §6.2.2)
        _wordSize = read == written ? 1 : Math.Max(read, written);
        _wordFilled = 0;
    }

    private void WriteValue(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (_wordSize == 1) output.Write(value);
        else WriteReversed(value, output);

        if (_scanner.Remaining > 0) return;

        if (_scanner.Length % 2 != 0) _word[_wordFilled++] = _scanner.Vr.Padding;
        if (_wordFilled == _wordSize && _encoder.IsBigEndian) ByteOrder.Reverse(_word, _wordSize);
        output.Write(_word.AsSpan(0, _wordFilled)); // what is less than a word stays as it is
        _wordFilled = 0;
    }

    private void WriteReversed(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (_wordFilled > 0)
        {
            FillWord(ref value);
            if (_wordFilled < _wordSize) return;

            ByteOrder.Reverse(_word, _wordSize);
            output.Write(_word.AsSpan(0, _wordSize));
            _wordFilled = 0;
        }

        while (value.Length >= _wordSize)
        {
            var size = Math.Min(value.Length - value.Length % _wordSize, LargestPiece);
            var span = output.GetSpan(size)[..size];
            value[..size].CopyTo(span);
            ByteOrder.Reverse(span, _wordSize);
            output.Advance(size);
            value = value[size..];
        }

        FillWord(ref value);
    }

    private void FillWord(ref ReadOnlySpan<byte> value)
    {
        var taken = Math.Min(_wordSize - _wordFilled, value.Length);
        value[..taken].CopyTo(_word.AsSpan(_wordFilled));
        value = value[taken..];
        _wordFilled += taken;
    }
}
