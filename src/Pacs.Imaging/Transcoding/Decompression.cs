using Pacs.Dicom;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Imaging.Transcoding;

/// <summary>
/// Reads images with compressed pixels as data sets in Explicit VR Little Endian. It stays the same instance: what was lost in
/// compressing it was lost before (PS3.4 §B.4.1.3 lets decompressed images keep their UID).
/// </summary>
internal static class Decompression
{
    /// <summary>Decoded, of an image that is decoded before any of it is read.</summary>
    private const long LongestWhole = 256 << 20;

    /// <param name="stored">Encapsulated.</param>
    /// <param name="isWhole">True when all frames are to be decoded at once, as far as that has a limit; otherwise only the first is.</param>
    /// <exception cref="DicomFormatException">The image cannot be decoded: the message says why. Reading throws it, too.</exception>
    public static Stream OpenRead(StoredDataSet stored, bool isWhole)
    {
        var image = StoredImage.Read(stored, TransferSyntax.ExplicitVrLittleEndian, isLossy: false);
        if (image.Format is not { } format)
        {
            return new MemoryStream(DataSetWriter.ToArray(image.Attributes, TransferSyntax.ExplicitVrLittleEndian), writable: false);
        }

        if (image.FrameCount > 1 && format.BitsAllocated == 1 && (long)format.Rows * format.Columns % 8 != 0)
        {
            throw new DicomFormatException("Its frames of single bits do not fill bytes, and are not decoded.");
        }

        var length = (long)format.FrameLength * image.FrameCount;
        var padding = (int)(length % 2);
        if (length + padding >= uint.MaxValue) throw new DicomFormatException("Decoded it is longer than 4 GiB, which native pixel data cannot be.");

        PixelDescription.Describe(image.Attributes, format);
        PixelDescription.RememberLoss(image.Attributes, stored.Syntax);
        var (before, after) = PixelDescription.Encode(image.Attributes);
        return new JoinedStream(
            new MemoryStream([.. before, .. PixelDescription.PixelHeader(format.BitsAllocated > 8, (uint)(length + padding))]),
            isWhole && image.FrameCount > 1 && length <= LongestWhole ? Spooled(image, format) : new DecodedFrames(image, format.FrameLength),
            new MemoryStream([.. new byte[padding], .. after]));
    }

    private static FrameSpool Spooled(StoredImage image, PixelFormat format)
    {
        var spool = new FrameSpool();
        try
        {
            var frames = new FramesAhead(image.FrameCount, format.FrameLength, image.ReadFrame);
            for (var i = 0; i < image.FrameCount; i++) spool.Append(frames.Take());
            spool.Complete();
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }
}
