using System.Diagnostics.CodeAnalysis;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Codecs;

namespace Pacs.Imaging;

/// <summary>Decodes the frames of one image. Several threads may share it.</summary>
public sealed class FrameDecoder
{
    private readonly IFrameDecoder _codec;
    private readonly PixelFormat _stored;

    private FrameDecoder(IFrameDecoder codec, PixelFormat stored)
    {
        _codec = codec;
        _stored = stored;
        Format = codec.Decoded(stored);
    }

    /// <summary>What frames are like once decoded.</summary>
    public PixelFormat Format { get; }

    /// <summary>The decoder of an image; false, and the reason in words for the requester, when it cannot be decoded here.</summary>
    /// <param name="dataSet">The attributes before the pixel data.</param>
    /// <param name="syntax">How the image is encoded.</param>
    /// <param name="decoder">Null when false.</param>
    /// <param name="refusal">Null when true.</param>
    public static bool TryCreate(
        DataSet dataSet,
        TransferSyntax syntax,
        [NotNullWhen(true)] out FrameDecoder? decoder,
        [NotNullWhen(false)] out string? refusal)
    {
        decoder = null;
        if (!PixelCoding.TryGetDecoder(syntax, out var codec, out refusal)) return false;
        if (!PixelFormat.TryRead(dataSet, out var stored, out refusal)) return false;

        decoder = new FrameDecoder(codec, stored);
        return true;
    }

    /// <param name="frame">As it is stored; of native ones, little endian.</param>
    /// <param name="samples">Gets <see cref="PixelFormat.FrameLength"/> bytes of <see cref="Format"/>, little endian.</param>
    /// <exception cref="DicomFormatException">
    /// The frame is malformed, cut short, or not what the data set says. What is in samples then means nothing.
    /// </exception>
    public void Decode(ReadOnlySpan<byte> frame, Span<byte> samples) =>
        _codec.Decode(frame, _stored, samples[..Format.FrameLength]);
}
