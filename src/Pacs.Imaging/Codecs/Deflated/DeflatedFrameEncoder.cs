using System.Buffers;
using System.IO.Compression;

namespace Pacs.Imaging.Codecs.Deflated;

/// <inheritdoc cref="DeflatedFrameDecoder"/>
internal sealed class DeflatedFrameEncoder : IFrameEncoder
{
    public string? Refusal(PixelFormat format) => null;

    public PixelFormat Encoded(PixelFormat format) => format;

    public void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream)
    {
        using var deflated = new MemoryStream();
        using (var deflating = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true)) deflating.Write(samples);

        codestream.Write(deflated.GetBuffer().AsSpan(0, (int)deflated.Length));
        codestream.PadToEven(deflated.Length);
    }
}
