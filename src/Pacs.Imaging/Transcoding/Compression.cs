using System.Buffers.Binary;
using System.Globalization;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Imaging.Transcoding;

/// <summary>
/// Reads images as data sets with compressed pixels: a fragment for each frame, and where they begin (PS3.5 §A.4). All frames are
/// compressed before any is read, for their lengths stand in front.
/// </summary>
internal static class Compression
{
    private const int ItemHeaderLength = 8;

    /// <summary>FFFE,E000, FFFE,E0DD: item, and end of the sequence.</summary>
    private const uint Item = 0xE000FFFE, SequenceEnd = 0xE0DDFFFE;

    /// <param name="stored">What is compressed.</param>
    /// <param name="wanted">Encapsulated.</param>
    /// <param name="isLossy">True for a new image, with a UID of its own, that is not quite the same.</param>
    /// <exception cref="DicomFormatException">The image cannot be decoded, or not compressed so: the message says why.</exception>
    public static TranscodedDataSet OpenRead(StoredDataSet stored, TransferSyntax wanted, bool isLossy)
    {
        var image = StoredImage.Read(stored, wanted, isLossy);
        var attributes = image.Attributes;
        var uid = attributes.GetString(Tags.SOPInstanceUID) ?? "";
        if (image is not { Native: { } native, Format: { } format })
        {
            var all = DataSetWriter.ToArray(attributes, TransferSyntax.ExplicitVrLittleEndian);
            return new TranscodedDataSet(new MemoryStream(all, writable: false), uid);
        }

        var spool = new FrameSpool();
        try
        {
            var lengths = Fill(spool, image, native.FrameLength);
            PixelDescription.Describe(attributes, format);
            PixelDescription.RememberLoss(attributes, stored.Syntax);
            if (isLossy)
            {
                uid = NewUid();
                PixelDescription.TellLoss(attributes, wanted, (double)native.FrameLength * image.FrameCount / lengths.Sum(), uid);
            }

            var table = OffsetTable(attributes, lengths);
            var (before, after) = PixelDescription.Encode(attributes);
            var dataSet = new JoinedStream(
                new MemoryStream([.. before, .. PixelDescription.PixelHeader(isWords: false, uint.MaxValue), .. table]),
                spool,
                new MemoryStream([.. ItemHeader(SequenceEnd, 0), .. after]));
            return new TranscodedDataSet(dataSet, uid);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>Gives the length of each fragment.</summary>
    private static long[] Fill(FrameSpool spool, StoredImage image, int frameLength)
    {
        var frames = new FramesAhead(image.FrameCount, frameLength, image.ReadFrame);
        var lengths = new long[image.FrameCount];
        for (var i = 0; i < lengths.Length; i++)
        {
            var fragment = frames.Take();
            lengths[i] = fragment.Length;
            spool.Append(ItemHeader(Item, (uint)fragment.Length));
            spool.Append(fragment);
        }

        spool.Complete();
        return lengths;
    }

    /// <summary>
    /// The item of the Basic Offset Table; where its four bytes do not reach that far it is empty, and the attributes get the
    /// Extended one (PS3.3 §C.7.6.3.1.8).
    /// </summary>
    private static byte[] OffsetTable(DataSet attributes, long[] lengths)
    {
        var offsets = new long[lengths.Length];
        for (var i = 1; i < lengths.Length; i++) offsets[i] = offsets[i - 1] + ItemHeaderLength + lengths[i - 1];
        if (offsets[^1] > uint.MaxValue)
        {
            attributes.Set(new DataElement(Tags.ExtendedOffsetTable, Vr.OV, Numbers(offsets)));
            attributes.Set(new DataElement(Tags.ExtendedOffsetTableLengths, Vr.OV, Numbers(lengths)));
            return ItemHeader(Item, 0);
        }

        var table = new byte[ItemHeaderLength + (offsets.Length * sizeof(uint))];
        ItemHeader(Item, (uint)(offsets.Length * sizeof(uint))).CopyTo(table, 0);
        for (var i = 0; i < offsets.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(ItemHeaderLength + (i * sizeof(uint))), (uint)offsets[i]);
        }

        return table;
    }

    private static byte[] Numbers(long[] values)
    {
        var bytes = new byte[values.Length * sizeof(ulong)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), values[i]);
        return bytes;
    }

    private static byte[] ItemHeader(uint tag, uint length)
    {
        var header = new byte[ItemHeaderLength];
        BinaryPrimitives.WriteUInt32LittleEndian(header, tag);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), length);
        return header;
    }

    /// <summary>Of a random UUID (PS3.5 §B.2).</summary>
    private static string NewUid() =>
        string.Create(CultureInfo.InvariantCulture, $"2.25.{BinaryPrimitives.ReadUInt128BigEndian(Guid.NewGuid().ToByteArray(bigEndian: true))}");
}
