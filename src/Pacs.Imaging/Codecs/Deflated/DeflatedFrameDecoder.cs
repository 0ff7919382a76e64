using System.IO.Compression;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Deflated;

/// <summary>Deflated Image Frame Compression (PS3.5 §A.4.13): each frame's native bytes by themselves in raw deflate.</summary>
internal sealed class DeflatedFrameDecoder : IFrameDecoder
{
    public PixelFormat Decoded(PixelFormat stored) => stored;

    public void Decode(ReadOnlySpan<byte> codestream, PixelFormat stored, Span<byte> samples)
    {
        using var inflated = new DeflateStream(new MemoryStream(codestream.ToArray()), CompressionMode.Decompress);
        try
        {
            if (inflated.ReadAtLeast(samples, samples.Length, throwOnEndOfStream: false) < samples.Length)
            {
                throw new DicomFormatException("The deflated frame ends before its last sample.");
            }

            // A frame of odd length may have been padded before it was deflated.
            var more = inflated.ReadAtLeast(stackalloc byte[2], 2, throwOnEndOfStream: false);
            if (more > samples.Length % 2) throw new DicomFormatException("The deflated frame is longer than the image says.");
        }
        catch (InvalidDataException e)
        {
            throw new DicomFormatException("The frame is no deflated data.", e);
        }
    }
}
