using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;

namespace Pacs.Imaging.Transcoding;

/// <summary>Makes of the frames of one image, as they are stored, samples or other codestreams. Several threads may share it.</summary>
public sealed class FrameTranscoder
{
    private readonly FrameDecoder _decoder;
    private readonly FrameEncoder? _encoder;

    private FrameTranscoder(FrameDecoder decoder, FrameEncoder? encoder)
    {
        _decoder = decoder;
        _encoder = encoder;
        Native = decoder.Format.PixelByPixel();
    }

    /// <summary>What samples are: pixel by pixel, none shared.</summary>
    internal PixelFormat Native { get; }

    /// <summary>What the data set says of the frames that are made.</summary>
    internal PixelFormat Format => _encoder?.Format ?? Native;

    /// <summary>False, and the reason in words for the requester, when it cannot be done here.</summary>
    /// <param name="dataSet">The attributes before the pixel data.</param>
    /// <param name="stored">How the image is encoded.</param>
    /// <param name="wanted">What is made of it without loss; a native one: samples, little endian.</param>
    /// <param name="transcoder">Null when false.</param>
    /// <param name="refusal">Null when true.</param>
    public static bool TryCreate(
        DataSet dataSet,
        TransferSyntax stored,
        TransferSyntax wanted,
        [NotNullWhen(true)] out FrameTranscoder? transcoder,
        [NotNullWhen(false)] out string? refusal) => TryCreate(dataSet, stored, wanted, isLossy: false, out transcoder, out refusal);

    internal static bool TryCreate(
        DataSet dataSet,
        TransferSyntax stored,
        TransferSyntax wanted,
        bool isLossy,
        [NotNullWhen(true)] out FrameTranscoder? transcoder,
        [NotNullWhen(false)] out string? refusal)
    {
        transcoder = null;
        if (!FrameDecoder.TryCreate(dataSet, stored, out var decoder, out refusal)) return false;

        FrameEncoder? encoder = null;
        if (wanted.IsEncapsulated && !FrameEncoder.TryCreate(decoder.Format.PixelByPixel(), wanted, isLossy, out encoder, out refusal)) return false;

        transcoder = new FrameTranscoder(decoder, encoder);
        return true;
    }

    /// <param name="frame">As it is stored; of native ones, little endian.</param>
    /// <exception cref="DicomFormatException">It cannot be decoded, or the library failed at compressing it: the message says why.</exception>
    public byte[] Transcode(ReadOnlySpan<byte> frame)
    {
        var decoded = new byte[_decoder.Format.FrameLength];
        _decoder.Decode(frame, decoded);
        var samples = PixelOrder.ByPixel(decoded, _decoder.Format, Native);
        if (_encoder is null) return samples;

        var fragment = new ArrayBufferWriter<byte>(Math.Max(256, samples.Length / 2));
        _encoder.Encode(samples, fragment);
        return fragment.WrittenSpan.ToArray();
    }
}
