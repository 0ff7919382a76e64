using Pacs.Dicom;

namespace Pacs.Imaging.Codecs;

/// <summary>Makes samples of a compressed frame.</summary>
internal interface IFrameDecoder
{
    /// <summary>What the samples are like once decoded.</summary>
    PixelFormat Decoded(PixelFormat stored);

    /// <summary>
    /// Decodes one frame to exactly so many little endian samples as there is room for. What its own header says is held
    /// against <paramref name="stored"/> before anything else.
    /// </summary>
    /// <param name="codestream">The frame's fragments, one behind the other; perhaps with a byte of padding.</param>
    /// <param name="stored">What the data set says of it.</param>
    /// <param name="samples">As long as <see cref="PixelFormat.FrameLength"/> of <see cref="Decoded"/>.</param>
    /// <exception cref="DicomFormatException">The codestream is malformed, cut short, or not what the data set says.</exception>
    void Decode(ReadOnlySpan<byte> codestream, PixelFormat stored, Span<byte> samples);
}
