using System.Buffers;
using System.Runtime.InteropServices;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// Encodes data sets (PS3.5 §7, Annex A). Group lengths are not written but in groups 0000 and 0002, where they are
/// required; values of odd length are padded.
/// </summary>
public sealed class DataSetWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly ElementEncoder _encoder;
    private readonly SequenceLengths _lengths;

    private DataSetWriter(IBufferWriter<byte> output, TransferSyntax syntax, SequenceLengths lengths)
    {
        _output = output;
        _encoder = new ElementEncoder(syntax);
        _lengths = lengths;
    }

    /// <summary>
    /// Writes the data set in any transfer syntax; a deflated one is padded to even length (PS3.5 §A.5).
    /// </summary>
    /// <exception cref="ArgumentException">Encapsulated pixel data in a syntax that has none.</exception>
    public static void Write(
        DataSet dataSet,
        TransferSyntax syntax,
        IBufferWriter<byte> output,
        SequenceLengths lengths = SequenceLengths.Defined)
    {
        if (!syntax.IsDeflated)
        {
            new DataSetWriter(output, syntax, lengths).Write(dataSet);
            return;
        }

        using var deflater = new Deflater();
        new DataSetWriter(deflater, syntax, lengths).Write(dataSet);
        deflater.Complete();
        deflater.TakeTo(output);
    }

    /// <summary>The data set encoded, as an array of its own.</summary>
    /// <inheritdoc cref="Write(DataSet, TransferSyntax, IBufferWriter{byte}, SequenceLengths)"/>
    public static byte[] ToArray(
        DataSet dataSet,
        TransferSyntax syntax,
        SequenceLengths lengths = SequenceLengths.Defined)
    {
        var output = new ArrayBufferWriter<byte>();
        if (!syntax.IsDeflated && new DataSetWriter(output, syntax, lengths).LengthOf(dataSet) is > 0 and var length)
        {
            output = new ArrayBufferWriter<byte>((int)Math.Min(length, Array.MaxLength));
        }

        Write(dataSet, syntax, output, lengths);
        return MemoryMarshal.TryGetArray(output.WrittenMemory, out var all) && all.Array?.Length == all.Count
            ? all.Array
            : output.WrittenSpan.ToArray();
    }

    private void Write(DataSet dataSet)
    {
        foreach (var element in dataSet)
        {
            if (!IsWritten(element)) continue;

            if (element.Items is { } items) WriteSequence(element.Tag, items);
            else if (element.Fragments is { } fragments) WriteFragments(element, fragments);
            else WriteValue(element);
        }
    }

    private void WriteValue(DataElement element)
    {
        var value = element.Value.Span;
        if (value.Length % 2 != 0) value = (byte[])[.. value, element.Vr.Padding];

        var vr = _encoder.VrOnWire(element.Vr, value.Length);
        _encoder.WriteHeader(_output, element.Tag, vr, (uint)value.Length);
        _encoder.WriteValue(_output, value, vr.WordSize);
    }

    private void WriteSequence(Tag tag, IReadOnlyList<DataSet> items)
    {
        var length = LengthOnWire(LengthOf(items));
        _encoder.WriteHeader(_output, tag, Vr.SQ, length);
        foreach (var item in items)
        {
            var itemLength = LengthOnWire(LengthOf(item));
            _encoder.WriteItem(_output, Delimiters.Item, itemLength);
            Write(item);
            if (itemLength != DataSetScanner.UndefinedLength) continue;

            _encoder.WriteItem(_output, Delimiters.ItemDelimitation, 0);
        }

        if (length == DataSetScanner.UndefinedLength) _encoder.WriteItem(_output, Delimiters.SequenceDelimitation, 0);
    }

    private void WriteFragments(DataElement element, IReadOnlyList<ReadOnlyMemory<byte>> fragments)
    {
        if (_encoder is { IsExplicit: false } or { IsBigEndian: true })
        {
            throw new ArgumentException($"{element} is encapsulated: only in Explicit VR Little Endian (PS3.5 §A.4).");
        }

        _encoder.WriteHeader(_output, element.Tag, element.Vr, DataSetScanner.UndefinedLength);
        foreach (var fragment in fragments)
        {
            _encoder.WriteItem(_output, Delimiters.Item, (uint)Even(fragment.Length));
            _output.Write(fragment.Span);
            if (fragment.Length % 2 != 0) _output.Write([(byte)0]);
        }

        _encoder.WriteItem(_output, Delimiters.SequenceDelimitation, 0);
    }

    /// <summary>Null when lengths are undefined by choice, or because four bytes cannot tell them.</summary>
    private static uint LengthOnWire(long? length) =>
        length < DataSetScanner.UndefinedLength ? (uint)length : DataSetScanner.UndefinedLength;

    private long? LengthOf(IReadOnlyList<DataSet> items)
    {
        if (_lengths == SequenceLengths.Undefined) return null;

        long length = 0;
        foreach (var item in items)
        {
            if (LengthOf(item) is not (< DataSetScanner.UndefinedLength and var itemLength)) return null;
            length += 8 + itemLength;
        }

        return length;
    }

    private long? LengthOf(DataSet item)
    {
        if (_lengths == SequenceLengths.Undefined) return null;

        long length = 0;
        foreach (var element in item)
        {
            if (!IsWritten(element)) continue;

            long? value = element switch
            {
                { Items: { } items } => LengthOf(items),
                { Fragments: { } fragments } => 8 + fragments.Sum(fragment => 8L + Even(fragment.Length)),
                _ => Even(element.Value.Length),
            };
            if (value is not (< DataSetScanner.UndefinedLength and var known)) return null;
            length += _encoder.HeaderSize(_encoder.VrOnWire(element.Vr, known)) + known;
        }

        return length;
    }

    private static bool IsWritten(DataElement element) => !element.Tag.IsGroupLength || element.Tag.Group <= 0x0002;

    private static long Even(int length) => (long)length + (length & 1);
}
