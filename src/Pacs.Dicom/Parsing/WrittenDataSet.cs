using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// Reads back what <see cref="DataSetWriter"/> wrote in Explicit VR Little Endian with defined lengths, and what lies in memory:
/// from header to header, without the care that input from elsewhere needs.
/// </summary>
public static class WrittenDataSet
{
    private const int ShortHeader = 8, LongHeader = 12;

    /// <summary>The elements with these tags. Their values are slices of <paramref name="written"/>, not copies.</summary>
    /// <exception cref="DicomFormatException">It is not what was written.</exception>
    // tag (4), VR (2), then length (2), or two reserved bytes and length (4); value (PS3.5 §7.1.2)
    public static DataSet Read(ReadOnlyMemory<byte> written, TagSet wanted)
    {
        var read = new DataSet(Math.Min(wanted.Count, written.Length / ShortHeader));
        var cursor = 0;
        while (!written.IsEmpty)
        {
            var bytes = written.Span;
            if (bytes.Length < ShortHeader) throw Cut();

            var tag = new Tag(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
            var vr = (Vr)BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
            var header = vr.HasLongLength ? LongHeader : ShortHeader;
            if (bytes.Length < header) throw Cut();

            var length = vr.HasLongLength
                ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..])
                : BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
            if (length > bytes.Length - header) throw Cut();

            var end = header + (int)length;
            if (wanted.Contains(tag, ref cursor))
            {
                if (vr == Vr.SQ) read.Set(DataSetParser.ParseAll(written[..end], TransferSyntax.ExplicitVrLittleEndian).First());
                else read.Set(new DataElement(tag, vr, written[header..end]));
            }

            written = written[end..];
        }

        return read;
    }

    private static DicomFormatException Cut() => new("What was kept of a data set ends within an element.");
}
