using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>
/// JPEG Baseline and Extended sequential (ITU-T T.81 Annex F), Processes 1, 2 and 4: 8 bits by libjpeg-turbo where it is, otherwise,
/// and 12 bits, by JpegLibrary, of grey images only: its way of widening colour differs visibly from everybody else's. Colours come
/// out as red, green and blue.
/// </summary>
internal sealed class DctJpegDecoder : IFrameDecoder
{
    private readonly bool _hasLibrary;

    public DctJpegDecoder()
        : this(NativeCodec.TurboJpeg.IsPresent)
    {
    }

    internal DctJpegDecoder(bool hasLibrary) => _hasLibrary = hasLibrary;

    public PixelFormat Decoded(PixelFormat stored) => stored.SamplesPerPixel == 3
        ? stored with { IsPlanar = false, Photometric = "RGB" }
        : stored.PixelByPixel();

    public void Decode(ReadOnlySpan<byte> codestream, PixelFormat stored, Span<byte> samples)
    {
        var frame = JpegFrame.Find(codestream);
        if (frame.Marker is not (JpegMarker.Baseline or JpegMarker.Extended))
        {
            throw new DicomFormatException(
                $"The frame is {JpegMarker.ProcessOf(frame.Marker)} JPEG where its transfer syntax says baseline or extended.");
        }

        frame.CheckAgainst(stored);
        if (frame.Precision is not (8 or 12) || stored.BitsAllocated is not (8 or 16) || stored.SamplesPerPixel is not (1 or 3))
        {
            throw new DicomFormatException(
                $"JPEG of {frame.Precision} bits in {stored.BitsAllocated} allocated, {stored.SamplesPerPixel} samples, " +
                "is not one of DICOM's.");
        }

        if (frame.Precision == 8 && _hasLibrary)
        {
            var isYcc = stored.SamplesPerPixel == 3 && (frame.IsSubsampled || IsYcc(codestream, frame, stored));
            DecodeFast(WithColour(codestream, isYcc), stored, samples);
            return;
        }

        if (stored.SamplesPerPixel != 1)
        {
            throw new DicomFormatException(frame.Precision == 8
                ? $"Colour JPEG is decoded by {NativeCodec.TurboJpeg.FileName}, which is not installed."
                : "Colour JPEG of 12 bits is not decoded.");
        }

        ManagedDct.Decode(codestream.ToArray(), frame.Precision, stored, samples);
    }

    /// <summary>
    /// Whether components are luminance and two of colour. The codestream's own word first, in the order in which other decoders
    /// believe it: JFIF (always), Adobe (what its last byte says), components called R, G, B (never); then the data set's.
    /// </summary>
    private static bool IsYcc(ReadOnlySpan<byte> codestream, JpegFrame frame, PixelFormat stored)
    {
        const int AdobeLength = 12;

        bool? adobe = null;
        var segments = new JpegSegments(codestream);
        while (segments.Read() && segments.Marker != JpegMarker.StartOfScan)
        {
            if (segments.Marker == JpegMarker.Jfif && segments.Body.StartsWith("JFIF\0"u8)) return true;
            if (segments.Marker == JpegMarker.Adobe && segments.Body.StartsWith("Adobe"u8) && segments.Body.Length >= AdobeLength)
            {
                adobe = segments.Body[AdobeLength - 1] != 0;
            }
        }

        if (adobe is { } isTransformed) return isTransformed;
        if (frame.Components is [{ Id: (byte)'R' }, { Id: (byte)'G' }, { Id: (byte)'B' }]) return false;
        return stored.Photometric != "RGB";
    }

    /// <summary>Says it in an Adobe segment, which libjpeg believes; it would guess otherwise.</summary>
    private static byte[] WithColour(ReadOnlySpan<byte> codestream, bool isYcc) =>
    [
        .. codestream[..2],
        0xFF, JpegMarker.Adobe, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)(isYcc ? 1 : 0),
        .. codestream[2..],
    ];

    private static unsafe void DecodeFast(byte[] codestream, PixelFormat stored, Span<byte> samples)
    {
        var decoder = TurboJpeg.Create();
        if (decoder == 0) throw new InsufficientMemoryException();

        var pitch = stored.Columns * stored.SamplesPerPixel;
        var isInPlace = stored.BitsAllocated == 8;
        var decoded = isInPlace ? samples : new byte[pitch * stored.Rows];
        fixed (byte* source = codestream, destination = decoded)
        {
            try
            {
                if (TurboJpeg.Decode(
                    decoder, source, (nuint)codestream.Length, destination, stored.Columns, pitch, stored.Rows,
                    stored.SamplesPerPixel == 3 ? TurboJpeg.Rgb : TurboJpeg.Gray, TurboJpeg.Strictly) != 0)
                {
                    throw new DicomFormatException($"The JPEG frame cannot be decoded: {TurboJpeg.MessageOf(decoder)}.");
                }
            }
            finally
            {
                _ = TurboJpeg.Destroy(decoder);
            }
        }

        if (!isInPlace) SampleLayout.Spread(decoded, 8, isPlanar: false, stored, samples);
    }
}
