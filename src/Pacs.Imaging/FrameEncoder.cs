using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Pacs.Dicom;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Codecs;

namespace Pacs.Imaging;

/// <summary>Compresses the frames of one image. Several threads may share it.</summary>
public sealed class FrameEncoder
{
    private readonly IFrameEncoder _codec;
    private readonly PixelFormat _native;

    private FrameEncoder(IFrameEncoder codec, PixelFormat native)
    {
        _codec = codec;
        _native = native;
        Format = codec.Encoded(native);
    }

    /// <summary>What the data set says of frames once they are compressed.</summary>
    public PixelFormat Format { get; }

    /// <summary>The encoder of an image; false, and the reason in words for the requester, when it cannot be compressed so here.</summary>
    /// <param name="native">What its samples are: pixel by pixel, none shared.</param>
    /// <param name="syntax">What is wanted: encapsulated.</param>
    /// <param name="isLossy">True when samples may come back a little different, so that there are fewer bytes.</param>
    /// <param name="encoder">Null when false.</param>
    /// <param name="refusal">Null when true.</param>
    public static bool TryCreate(
        PixelFormat native,
        TransferSyntax syntax,
        bool isLossy,
        [NotNullWhen(true)] out FrameEncoder? encoder,
        [NotNullWhen(false)] out string? refusal)
    {
        encoder = null;
        if (!PixelCoding.TryGetEncoder(syntax, isLossy, out var codec, out refusal)) return false;
        var isPalette = native.Photometric == "PALETTE COLOR" && PixelCoding.MayLose(syntax);
        if ((isPalette ? "an index into a palette cannot be a little different (PS3.5 §8.2)" : codec.Refusal(native)) is { } reason)
        {
            refusal = $"It cannot be had as {syntax.Name}: {reason}";
            return false;
        }

        encoder = new FrameEncoder(codec, native);
        return true;
    }

    /// <param name="samples">A frame, little endian.</param>
    /// <param name="fragment">Gets it compressed: one fragment, of even length.</param>
    /// <exception cref="DicomFormatException">The library failed at it.</exception>
    public void Encode(ReadOnlySpan<byte> samples, IBufferWriter<byte> fragment) => _codec.Encode(samples, _native, fragment);
}
