using Pacs.Dicom;
using Pacs.Imaging.Codecs.Jpeg;

namespace Pacs.Imaging.Codecs.JpegLs;

/// <summary>JPEG-LS, lossless and near-lossless (ITU-T T.87), by CharLS.</summary>
internal sealed class JpegLsDecoder : IFrameDecoder
{
    /// <summary>CharLS puts each component by itself then (interleave mode none); otherwise pixel by pixel.</summary>
    private const int NotInterleaved = 0;

    public PixelFormat Decoded(PixelFormat stored) => stored.PixelByPixel();

    public void Decode(ReadOnlySpan<byte> codestream, PixelFormat stored, Span<byte> samples)
    {
        var frame = JpegFrame.Find(codestream);
        if (frame.Marker != JpegMarker.JpegLs)
        {
            throw new DicomFormatException(
                $"The frame is {JpegMarker.ProcessOf(frame.Marker)} JPEG where its transfer syntax says JPEG-LS.");
        }

        frame.CheckAgainst(stored);
        if (stored.BitsAllocated is not (8 or 16))
        {
            throw new DicomFormatException($"JPEG-LS in {stored.BitsAllocated} bits allocated is not one of DICOM's.");
        }

        // CharLS reads on and on behind data that no marker ends. Some pad with 0xFF, which may stand before any marker.
        if (!codestream.TrimEnd((ReadOnlySpan<byte>)[0, 0xFF]).EndsWith((ReadOnlySpan<byte>)[0xFF, JpegMarker.EndOfImage]))
        {
            throw new DicomFormatException("The JPEG-LS frame has no end: it is cut short.");
        }

        if (frame.IsSubsampled) throw new DicomFormatException("The JPEG-LS frame has components of different sizes.");

        Decode(codestream, frame, stored, samples);
    }

    private static unsafe void Decode(ReadOnlySpan<byte> codestream, JpegFrame frame, PixelFormat stored, Span<byte> samples)
    {
        var decoder = CharLs.CreateDecoder();
        if (decoder == 0) throw new InsufficientMemoryException();

        fixed (byte* source = codestream)
        {
            try
            {
                Check(CharLs.SetSource(decoder, source, (nuint)codestream.Length));
                Check(CharLs.ReadHeader(decoder));
                Check(CharLs.GetFrameInfo(decoder, out var info));
                CodestreamSize.Check(stored, (int)info.Height, (int)info.Width, info.ComponentCount, info.BitsPerSample);
                Check(CharLs.GetInterleaveMode(decoder, out var mode));
                Check(CharLs.GetDestinationSize(decoder, 0, out var size));

                var bytes = frame.Precision <= 8 ? 1 : 2;
                var count = stored.Rows * stored.Columns * stored.SamplesPerPixel;
                if (info.BitsPerSample != frame.Precision || size != (nuint)((long)count * bytes))
                {
                    throw Malformed("its header is ambiguous");
                }

                var isPlanar = mode == NotInterleaved && stored.SamplesPerPixel > 1;
                var isInPlace = !isPlanar && !stored.IsSigned && bytes == stored.BytesPerSample;
                var decoded = isInPlace ? samples : new byte[count * bytes];
                fixed (byte* destination = decoded) Check(CharLs.Decode(decoder, destination, size, 0));

                if (!isInPlace) SampleLayout.Spread(decoded, frame.Precision, isPlanar, stored, samples);
            }
            finally
            {
                CharLs.DestroyDecoder(decoder);
            }
        }
    }

    private static void Check(int error)
    {
        if (error != 0) throw Malformed(CharLs.MessageOf(error));
    }

    private static DicomFormatException Malformed(string why) => new($"The JPEG-LS frame cannot be decoded: {why}.");
}
