using System.Buffers.Binary;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Rle;

/// <summary>
/// RLE Lossless (PS3.5 Annex G): a segment for each byte of a sample, the most significant first, of each colour. A
/// segment is runs of literal bytes, and of one byte repeated.
/// </summary>
internal sealed class RleDecoder : IFrameDecoder
{
    /// <summary>How many segments there are, and fifteen offsets.</summary>
    internal const int HeaderLength = 64;

    internal const int MaxSegments = 15;

    public PixelFormat Decoded(PixelFormat stored) => stored.PixelByPixel();

    public void Decode(ReadOnlySpan<byte> codestream, PixelFormat stored, Span<byte> samples)
    {
        if (codestream.Length < HeaderLength) throw new DicomFormatException("The RLE frame is shorter than its header.");

        var bytesPerSample = Math.Max(1, stored.BytesPerSample);
        var expected = bytesPerSample * stored.SamplesPerPixel;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(codestream);
        if (count != expected) throw new DicomFormatException($"The RLE frame has {count} segments where the image needs {expected}.");

        var offsets = codestream[..HeaderLength];
        for (var segment = 0; segment < expected; segment++)
        {
            var start = BinaryPrimitives.ReadUInt32LittleEndian(offsets[((segment + 1) * 4)..]);
            var end = segment + 1 < expected
                ? BinaryPrimitives.ReadUInt32LittleEndian(offsets[((segment + 2) * 4)..])
                : (uint)codestream.Length;
            if (start < HeaderLength || end < start || end > codestream.Length)
            {
                throw new DicomFormatException($"RLE segment {segment + 1} lies outside of its frame.");
            }

            var first = (segment / bytesPerSample * bytesPerSample) + bytesPerSample - 1 - (segment % bytesPerSample);
            Unpack(codestream[(int)start..(int)end], samples[first..], expected);
        }
    }

    /// <summary>Unpacks a segment to every <paramref name="stride"/>th byte of <paramref name="samples"/>; what is left of it then is padding.</summary>
    private static void Unpack(ReadOnlySpan<byte> segment, Span<byte> samples, int stride)
    {
        var at = 0;
        for (var to = 0; to < samples.Length;)
        {
            if (at >= segment.Length) throw EndsEarly();
            var control = (sbyte)segment[at++];
            if (control == sbyte.MinValue) continue; // says nothing

            var length = Math.Min(control < 0 ? 1 - control : 1 + control, (samples.Length - to + stride - 1) / stride);
            var taken = control < 0 ? 1 : length;
            if (taken > segment.Length - at) throw EndsEarly();

            var run = segment.Slice(at, taken);
            at += taken;
            if (stride == 1 && control < 0) samples.Slice(to, length).Fill(run[0]);
            else if (stride == 1) run.CopyTo(samples[to..]);
            else if (control < 0) Repeat(run[0], samples[to..], stride, length);
            else Spread(run, samples[to..], stride);
            to += length * stride;
        }
    }

    private static void Repeat(byte value, Span<byte> samples, int stride, int count)
    {
        for (var i = 0; count > 0; count--, i += stride) samples[i] = value;
    }

    private static void Spread(ReadOnlySpan<byte> values, Span<byte> samples, int stride)
    {
        var to = 0;
        foreach (var value in values)
        {
            samples[to] = value;
            to += stride;
        }
    }

    private static DicomFormatException EndsEarly() => new("An RLE segment ends before its last sample.");
}
