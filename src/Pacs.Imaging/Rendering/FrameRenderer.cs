using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Pixels;

namespace Pacs.Imaging.Rendering;

/// <summary>Makes pictures of an image's frames. Several threads may share it.</summary>
public sealed class FrameRenderer
{
    /// <summary>Columns and rows of a picture at the most.</summary>
    public const int LongestSide = 8192;

    /// <summary>Of a frame that is rendered: film, finely scanned, has as many. Mosaics of more are made to be looked at tile by tile.</summary>
    private const long MostPixels = 36 << 20;

    /// <summary>Beyond this, a frame in colour takes 200 MB while it is rendered: those are rendered one after the other.</summary>
    private const long ManyPixels = 16 << 20;

    private static readonly SemaphoreSlim LargeFrames = new(1);

    private readonly DataSet _attributes;
    private readonly FrameTable _frames;
    private readonly FrameDecoder _decoder;
    private readonly PaletteRendering? _palette;

    private FrameRenderer(DataSet attributes, FrameTable frames, FrameDecoder decoder)
    {
        _attributes = attributes;
        _frames = frames;
        _decoder = decoder;
        _palette = PaletteRendering.Of(attributes, decoder.Format);
    }

    /// <summary>What of a data set has to be read: all but pixels and what is longer than any table or overlay.</summary>
    public static ParsingBounds Bounds { get; } = ParsingBounds.Metadata with { LongestBinary = 4 << 20 };

    public int Count => _frames.Count;

    /// <summary>The frame to show of several where only one is: Representative Frame Number (0028,6010), else the middle one; from 0.</summary>
    public int Representative => _attributes.GetInt32(Tags.RepresentativeFrameNumber) is > 0 and var number && number <= Count
        ? number - 1
        : (Count - 1) / 2;

    /// <summary>How long each frame is shown where all are, one after the other.</summary>
    public TimeSpan FrameTime => TimeSpan.FromMilliseconds(
        FrameAttributes.NumberOf(_attributes, Tags.FrameTime) is > 0 and var time ? time
        : FrameAttributes.NumberOf(_attributes, Tags.RecommendedDisplayFrameRate) is > 0 and var rate ? 1000 / rate
        : FrameAttributes.NumberOf(_attributes, Tags.CineRate) is > 0 and var cine ? 1000 / cine
        : 100);

    /// <summary>The renderer of an image; false, and the reason in words for the requester, when it cannot be rendered here.</summary>
    /// <param name="attributes">What <see cref="Bounds"/> has read.</param>
    /// <param name="frames">Where the frames are.</param>
    /// <param name="renderer">Null when false.</param>
    /// <param name="refusal">Null when true.</param>
    public static bool TryCreate(
        DataSet attributes,
        FrameTable frames,
        [NotNullWhen(true)] out FrameRenderer? renderer,
        [NotNullWhen(false)] out string? refusal)
    {
        renderer = null;
        refusal = frames.Flaw;
        if (refusal is not null) return false;
        if (!FrameDecoder.TryCreate(attributes, frames.Syntax, out var decoder, out refusal)) return false;

        refusal = RefusalOf(decoder.Format);
        if (refusal is not null) return false;

        var made = new FrameRenderer(attributes, frames, decoder);
        if (decoder.Format.Photometric == "PALETTE COLOR" && made._palette is null)
        {
            refusal = "its palette is missing or malformed";
            return false;
        }

        renderer = made;
        return true;
    }

    /// <summary>Why nothing of the image would be seen, in words for the requester, or null.</summary>
    public string? RefusalOf(RenderingRequest request)
    {
        var format = _decoder.Format;
        return request.Viewport?.Region is { } region && region.In(format.Columns, format.Rows) is null
            ? $"the part that is asked for is outside of the image, which is {format.Columns} x {format.Rows}"
            : null;
    }

    /// <summary>
    /// 1. The frame is read and decoded. 2. Its samples become greys or colours. 3. Overlays are drawn. 4. What is wanted of it
    /// is cut out and brought to size, its pixels square. 5. What is to be written on it is.
    /// </summary>
    /// <param name="frame">From 0.</param>
    /// <param name="open">Opens a range of the data set as it is stored.</param>
    /// <param name="request">What is wanted; one that is not refused.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DicomFormatException">The frame cannot be decoded.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Picture Render(int frame, Func<ByteRange, Stream> open, RenderingRequest request, CancellationToken cancellationToken)
    {
        var isLarge = (long)_decoder.Format.Rows * _decoder.Format.Columns > ManyPixels;
        if (isLarge) LargeFrames.Wait(cancellationToken);
        try
        {
            return RenderNow(frame, open, request, cancellationToken);
        }
        finally
        {
            if (isLarge) LargeFrames.Release();
        }
    }

    private Picture RenderNow(int frame, Func<ByteRange, Stream> open, RenderingRequest request, CancellationToken cancellationToken)
    {
        var samples = Decode(frame, open);
        cancellationToken.ThrowIfCancellationRequested();

        var attributes = new FrameAttributes(_attributes, frame);
        var picture = Develop(attributes, samples, request.Window);
        OverlayPlane.DrawAll(attributes, samples, picture);
        cancellationToken.ThrowIfCancellationRequested();

        picture = Framing.Apply(picture, PixelAspect.Of(attributes), request.Viewport, cancellationToken);
        Annotation.Write(picture, attributes, request);
        return picture;
    }

    private static string? RefusalOf(PixelFormat format)
    {
        if ((long)format.Rows * format.Columns > MostPixels) return $"{format.Columns} x {format.Rows} pixels are more than are rendered at once";

        return (format.SamplesPerPixel, format.Photometric) switch
        {
            (1, _) => null,
            (3, "RGB" or "YBR_RCT" or "YBR_ICT" or "YBR_FULL" or "YBR_FULL_422" or "YBR_PARTIAL" or "YBR_PARTIAL_422") => null,
            (4, "ARGB" or "CMYK") => null,
            var (samples, photometric) => $"{photometric} of {samples} samples per pixel is not rendered",
        };
    }

    private StoredSamples Decode(int frame, Func<ByteRange, Stream> open)
    {
        var format = _decoder.Format;
        var samples = new byte[format.FrameLength];
        _decoder.Decode(_frames.ReadFrame(frame, open), samples);
        var isFloat = format.BitsAllocated >= 32 && !_attributes.Contains(Tags.PixelData) &&
            (_attributes.Contains(Tags.FloatPixelData) || _attributes.Contains(Tags.DoubleFloatPixelData));

        // Codecs give samples from the lowest bit on; what they were given in bytes they give back as it was.
        var keepsPlaces = !_frames.IsEncapsulated || _frames.Syntax.Uid is TransferSyntaxUids.RLELossless
            or TransferSyntaxUids.DeflatedImageFrameCompression or TransferSyntaxUids.EncapsulatedUncompressedExplicitVRLittleEndian;
        var highBit = _attributes.GetInt32(Tags.HighBit) ?? format.BitsStored - 1;
        return new StoredSamples(samples, format, keepsPlaces ? highBit - format.BitsStored + 1 : 0, isFloat);
    }

    private Picture Develop(FrameAttributes frame, StoredSamples samples, VoiWindow? window)
    {
        var format = samples.Format;
        if (format.SamplesPerPixel > 1)
        {
            var colours = ColourRendering.Render(samples) ?? throw new DicomFormatException($"{format.Photometric} is not rendered.");
            return WithProfile(colours);
        }

        if (_palette is not null && format.Photometric == "PALETTE COLOR") return WithProfile(_palette.Render(samples));

        var grey = new GreyRendering(frame, samples).Render(window);
        return _palette is not null && IsSupplemental(frame) ? WithProfile(_palette.Colour(grey, samples)) : grey;
    }

    /// <summary>Greys with colours among them (PS3.3 §C.8.16.2.1.3).</summary>
    private static bool IsSupplemental(FrameAttributes frame) =>
        frame.Image.GetString(Tags.PixelPresentation)?.Trim() is "COLOR" or "MIXED";

    private Picture WithProfile(Picture colours) =>
        new(colours.Width, colours.Height, isGrey: false, colours.Pixels) { Profile = ProfileOf() };

    /// <summary>Without what fills its element; null when it is none.</summary>
    private byte[]? ProfileOf()
    {
        const int HeaderLength = 128;

        var profile = _attributes.Find(Tags.ICCProfile);
        if (profile is null && _attributes.GetItems(Tags.OpticalPathSequence) is [var path, ..]) profile = path.Find(Tags.ICCProfile);
        if (profile is null || profile.Value.Length < HeaderLength) return null;

        var bytes = profile.Value.Span;
        if (!bytes[36..].StartsWith("acsp"u8)) return null;

        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return length >= HeaderLength && length <= bytes.Length ? bytes[..(int)length].ToArray() : null;
    }
}
