using Pacs.Dicom;

namespace Pacs.Imaging.Codecs;

/// <summary>Frames that are samples already (PS3.5 §8.1, §A.4.11).</summary>
internal sealed class NativeFrameDecoder : IFrameDecoder
{
    public PixelFormat Decoded(PixelFormat stored) => stored;

    public void Decode(ReadOnlySpan<byte> codestream, PixelFormat stored, Span<byte> samples)
    {
        if (codestream.Length < samples.Length || codestream.Length > samples.Length + (samples.Length % 2))
        {
            throw new DicomFormatException($"The frame has {codestream.Length} bytes where the image says {samples.Length}.");
        }

        codestream[..samples.Length].CopyTo(samples);
    }
}
