using System.Buffers;

namespace Pacs.Imaging.Codecs;

/// <summary>Encapsulated Uncompressed (PS3.5 §A.4.11): a frame's samples are its fragment.</summary>
internal sealed class NativeFrameEncoder : IFrameEncoder
{
    public string? Refusal(PixelFormat format) => null;

    public PixelFormat Encoded(PixelFormat format) => format;

    public void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream)
    {
        codestream.Write(samples);
        codestream.PadToEven(samples.Length);
    }
}
