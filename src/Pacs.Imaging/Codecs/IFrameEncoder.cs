using System.Buffers;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs;

/// <summary>Compresses frames.</summary>
internal interface IFrameEncoder
{
    /// <summary>Why frames of this format cannot be compressed so, in words for the requester; null when they can.</summary>
    string? Refusal(PixelFormat format);

    /// <summary>What the data set says of frames once they are compressed; of a format that is not refused.</summary>
    PixelFormat Encoded(PixelFormat format);

    /// <param name="samples">A native frame, little endian, pixel by pixel.</param>
    /// <param name="format">What it is; one that is not refused.</param>
    /// <param name="codestream">Gets one fragment, of even length.</param>
    /// <exception cref="DicomFormatException">The library cannot compress it.</exception>
    void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream);
}
