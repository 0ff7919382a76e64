using System.Buffers;

namespace Pacs.Imaging.Codecs;

/// <summary>Compresses frames without loss.</summary>
internal interface IFrameEncoder
{
    /// <summary>Why frames of this format cannot be compressed so, in words for the requester; null when they can.</summary>
    string? Refusal(PixelFormat format);

    /// <param name="samples">A native frame, little endian, not planar.</param>
    /// <param name="format">What it is; one that is not refused.</param>
    /// <param name="codestream">Gets one fragment, of even length.</param>
    void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream);
}
