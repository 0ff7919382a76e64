using System.Buffers.Binary;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;

namespace Pacs.Imaging.Transcoding;

/// <summary>
/// Reads images with compressed pixels as data sets in Explicit VR Little Endian. It stays the same instance: what was lost in
/// compressing it was lost before (PS3.4 §B.4.1.3 lets decompressed images keep their UID).
/// </summary>
public static class Decompression
{
    private const int PixelHeaderLength = 12; // tag, VR, two bytes, length

    /// <summary>Everything but the pixels.</summary>
    private static readonly ParsingBounds AllButPixels = new() { StopAt = null, LongestBinary = uint.MaxValue };

    /// <summary>What offsets pointed at is no more.</summary>
    private static readonly Tag[] OffsetTables = [Tags.ExtendedOffsetTable, Tags.ExtendedOffsetTableLengths];

    /// <summary>Whether images in this transfer syntax can be read so on this machine; each by itself may be one that cannot.</summary>
    public static bool Reads(TransferSyntax syntax) => syntax.IsEncapsulated && PixelCoding.TryGetDecoder(syntax, out _, out _);

    /// <summary>
    /// The data set in Explicit VR Little Endian. Its first frame is decoded at once, the others one at a time as the stream is read;
    /// reading throws <see cref="DicomFormatException"/> for a frame that cannot be.
    /// </summary>
    /// <param name="open">Opens a range of the data set as it is stored; called also while the result is read.</param>
    /// <param name="length">Bytes of the data set.</param>
    /// <param name="syntax">How it is stored: encapsulated.</param>
    /// <exception cref="DicomFormatException">The image cannot be decoded: the message says why.</exception>
    public static Stream OpenRead(Func<ByteRange, Stream> open, long length, TransferSyntax syntax)
    {
        DataSet attributes;
        using (var dataSet = open(new ByteRange(0, length))) attributes = DataSetParser.Read(dataSet, syntax, AllButPixels);

        var pixels = attributes.Find(Tags.PixelData);
        foreach (var tag in OffsetTables) attributes.Remove(tag);
        if (HasFragments(attributes)) throw new DicomFormatException("It has compressed pixels in a sequence, which are not decoded.");
        if (pixels is null) return new MemoryStream(DataSetWriter.ToArray(attributes, TransferSyntax.ExplicitVrLittleEndian), writable: false);
        if (!FrameDecoder.TryCreate(attributes, syntax, out var decoder, out var refusal)) throw new DicomFormatException(refusal);

        using var again = open(new ByteRange(0, length));
        var frames = FrameTable.Read(again, syntax);
        CheckFrames(frames, decoder.Format, attributes);
        Describe(attributes, decoder.Format, syntax);
        var (before, after) = Split(attributes);
        return new DecodedDataSet(
            [.. DataSetWriter.ToArray(before, TransferSyntax.ExplicitVrLittleEndian), .. PixelHeader(decoder.Format, frames.Count)],
            frames,
            decoder,
            open,
            DataSetWriter.ToArray(after, TransferSyntax.ExplicitVrLittleEndian));
    }

    private static void CheckFrames(FrameTable frames, PixelFormat format, DataSet attributes)
    {
        if (frames.Flaw is { } flaw) throw new DicomFormatException($"It cannot be decoded: {flaw}.");

        var announced = attributes.GetInt32(Tags.NumberOfFrames) ?? 1;
        if (frames.Count != Math.Max(1, announced)) throw new DicomFormatException($"It has {frames.Count} frames where it says {announced}.");
        if (frames.Count > 1 && format.BitsAllocated == 1 && (long)format.Rows * format.Columns % 8 != 0)
        {
            throw new DicomFormatException("Its frames of single bits do not fill bytes, and are not decoded.");
        }
    }

    /// <summary>Says of the pixels what is true once they are decoded (PS3.3 §C.7.6.3, §C.7.6.1.1.5).</summary>
    private static void Describe(DataSet attributes, PixelFormat format, TransferSyntax syntax)
    {
        attributes.Set(Tags.PhotometricInterpretation, format.Photometric);
        if (format.SamplesPerPixel > 1) attributes.Set(Tags.PlanarConfiguration, format.IsPlanar ? (ushort)1 : (ushort)0);

        var isLossy = syntax.Uid is TransferSyntaxUids.JPEGBaseline8Bit or TransferSyntaxUids.JPEGExtended12Bit;
        if (isLossy && attributes.GetString(Tags.LossyImageCompression) is null) attributes.Set(Tags.LossyImageCompression, "01");
    }

    /// <summary>What stands before the pixel data, and what behind.</summary>
    private static (DataSet Before, DataSet After) Split(DataSet attributes)
    {
        var (before, after) = (new DataSet(), new DataSet());
        foreach (var element in attributes)
        {
            if (element.Tag < Tags.PixelData) before.Set(element);
            else if (element.Tag != Tags.PixelData) after.Set(element);
        }

        return (before, after);
    }

    private static byte[] PixelHeader(PixelFormat format, int frames)
    {
        var length = (long)format.FrameLength * frames;
        length += length % 2;
        if (length >= uint.MaxValue) throw new DicomFormatException("Decoded it is longer than 4 GiB, which native pixel data cannot be.");

        var header = new byte[PixelHeaderLength];
        BinaryPrimitives.WriteUInt16LittleEndian(header, Tags.PixelData.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(2), Tags.PixelData.Element);
        (format.BitsAllocated > 8 ? "OW"u8 : "OB"u8).CopyTo(header.AsSpan(4));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (uint)length);
        return header;
    }

    private static bool HasFragments(DataSet dataSet)
    {
        foreach (var element in dataSet)
        {
            if (element.Fragments is not null || (element.Items?.Any(HasFragments) ?? false)) return true;
        }

        return false;
    }
}
