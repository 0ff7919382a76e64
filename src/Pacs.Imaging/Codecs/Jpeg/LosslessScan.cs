using System.Buffers.Binary;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// A scan of a lossless frame (ITU-T T.81 §B.2.3, §H.2): one component, or several whose samples take turns. Its header: Ns, then
/// Csj and Tdj Taj for each, Ss (the predictor), Se, Ah Al (the point transform).
/// </summary>
internal sealed class LosslessScan
{
    private const int ByteBits = 8;

    private readonly JpegFrame _frame;
    private readonly int[] _components; // by their place in the frame
    private readonly HuffmanTable[] _tables;
    private readonly int _selection;
    private readonly int _pointTransform;

    private LosslessScan(JpegFrame frame, int[] components, HuffmanTable[] tables, int selection, int pointTransform)
    {
        _frame = frame;
        _components = components;
        _tables = tables;
        _selection = selection;
        _pointTransform = pointTransform;
    }

    public IReadOnlyList<int> Components => _components;

    public static LosslessScan Parse(ReadOnlySpan<byte> body, JpegFrame frame, HuffmanTable?[] tables)
    {
        var count = body.IsEmpty ? 0 : body[0];
        if (count == 0 || count > frame.Components.Length || body.Length < 4 + (count * 2))
        {
            throw new DicomFormatException("The JPEG scan header is malformed.");
        }

        var components = new int[count];
        var used = new HuffmanTable[count];
        for (var i = 0; i < count; i++)
        {
            var id = body[1 + (i * 2)];
            components[i] = Array.FindIndex(frame.Components, component => component.Id == id);
            if (components[i] < 0 || components.AsSpan(0, i).Contains(components[i]))
            {
                throw new DicomFormatException($"The JPEG scan has a component {id} that is not one of the frame.");
            }

            var table = body[2 + (i * 2)] >> 4;
            used[i] = (table < tables.Length ? tables[table] : null)
                ?? throw new DicomFormatException("The JPEG scan uses a Huffman table that was not given.");
        }

        var selection = body[1 + (count * 2)];
        var pointTransform = body[3 + (count * 2)] & 0xF;
        return selection is >= Prediction.Fewest and <= Prediction.Most && pointTransform < frame.Precision
            ? new LosslessScan(frame, components, used, selection, pointTransform)
            : throw new DicomFormatException($"The JPEG scan has predictor {selection} and point transform {pointTransform}.");
    }

    /// <summary>Decodes the scan into its places among the samples; gives where it ends in the codestream.</summary>
    /// <param name="codestream">The whole frame.</param>
    /// <param name="position">Where the scan's data begins.</param>
    /// <param name="restartRows">Rows between restart markers; 0 when there are none.</param>
    /// <param name="stored">What the data set says.</param>
    /// <param name="samples">All samples of the frame.</param>
    public int Decode(ReadOnlySpan<byte> codestream, int position, int restartRows, PixelFormat stored, Span<byte> samples)
    {
        var bits = new JpegBits(codestream, position);
        var width = _frame.Columns * _components.Length;
        var row = new ushort[width];
        var above = new ushort[width];
        var isFirst = true;
        for (var y = 0; y < _frame.Rows; y++)
        {
            if (restartRows > 0 && y > 0 && y % restartRows == 0)
            {
                bits.PassRestart((y / restartRows) - 1);
                isFirst = true;
            }

            ReadDifferences(ref bits, row);
            Prediction.Undo(row, isFirst ? [] : above, _components.Length, _selection, 1 << (_frame.Precision - _pointTransform - 1));
            Put(row, y, stored, samples);
            (row, above) = (above, row);
            isFirst = false;
        }

        return bits.End();
    }

    /// <summary>A difference is the number of its bits, Huffman coded, and those bits (ITU-T T.81 §H.1.2.2).</summary>
    private void ReadDifferences(ref JpegBits bits, Span<ushort> row)
    {
        var at = 0;
        while (at < row.Length)
        {
            foreach (var table in _tables)
            {
                var length = table.Read(ref bits);
                var value = 0;
                if (length == 16)
                {
                    value = 1 << 15; // has no further bits
                }
                else if (length > 0)
                {
                    value = bits.Read(length);
                    if (value < 1 << (length - 1)) value -= (1 << length) - 1;
                }

                row[at++] = (ushort)value;
            }
        }

        if (bits.IsOverdrawn) throw JpegBits.EndsEarly();
    }

    private void Put(ReadOnlySpan<ushort> row, int y, PixelFormat stored, Span<byte> samples)
    {
        var all = _frame.Components.Length;
        var line = samples.Slice(y * _frame.Columns * all * stored.BytesPerSample, _frame.Columns * all * stored.BytesPerSample);
        var unused = stored.IsSigned ? stored.BitsAllocated - _frame.Precision : 0; // to be filled with the sign
        for (var i = 0; i < _components.Length; i++)
        {
            var to = _components[i];
            for (var from = i; from < row.Length; from += _components.Length, to += all)
            {
                var value = row[from] << _pointTransform;
                if (stored.BitsAllocated == ByteBits) line[to] = (byte)((sbyte)(value << unused) >> unused);
                else BinaryPrimitives.WriteInt16LittleEndian(line[(to * 2)..], (short)((short)(value << unused) >> unused));
            }
        }
    }
}
