using System.Runtime.InteropServices;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>JPEG 2000 (ITU-T T.800) and its High-Throughput blocks (T.814), lossless and not, by OpenJPEG.</summary>
internal sealed class Jpeg2000Decoder : IFrameDecoder
{
    private const int StreamBuffer = 64 << 10;

    /// <summary>The transforms of their own that JPEG 2000 makes of red, green and blue are undone in decoding (PS3.5 §8.2.4).</summary>
    public PixelFormat Decoded(PixelFormat stored) => stored.Photometric is "YBR_RCT" or "YBR_ICT"
        ? stored with { IsPlanar = false, Photometric = "RGB" }
        : stored.PixelByPixel();

    public void Decode(ReadOnlySpan<byte> codestream, PixelFormat stored, Span<byte> samples)
    {
        codestream = Jpeg2000Codestream.Unwrap(codestream);
        var header = Jpeg2000Codestream.Read(codestream);
        CodestreamSize.Check(stored, header.Rows, header.Columns, header.Components, header.Precision);
        if (stored.BitsAllocated is not (1 or 8 or 16))
        {
            throw new DicomFormatException($"JPEG 2000 in {stored.BitsAllocated} bits allocated is not one of DICOM's.");
        }

        DecodeChecked(codestream, stored, samples);
    }

    private static unsafe void DecodeChecked(ReadOnlySpan<byte> codestream, PixelFormat stored, Span<byte> samples)
    {
        var codec = OpenJpeg.CreateDecoder(OpenJpeg.Codestream);
        var stream = OpenJpeg.CreateStream(StreamBuffer, isInput: 1);
        var parameters = (byte*)NativeMemory.AllocZeroed(OpenJpeg.ParametersLength);
        OpenJpegImage* image = null;
        fixed (byte* bytes = codestream)
        {
            var source = new OpenJpegSource { Bytes = bytes, Length = codestream.Length };
            try
            {
                if (codec == 0 || stream == 0) throw new InsufficientMemoryException();

                OpenJpeg.SetRead(stream, &OpenJpegSource.Read);
                OpenJpeg.SetSkip(stream, &OpenJpegSource.Skip);
                OpenJpeg.SetSeek(stream, &OpenJpegSource.Seek);
                OpenJpeg.SetSource(stream, &source, 0);
                OpenJpeg.SetSourceLength(stream, (ulong)source.Length);
                OpenJpeg.SetDefaults(parameters);
                if (OpenJpeg.SetUp(codec, parameters) == 0 || OpenJpeg.ReadHeader(stream, codec, out image) == 0) throw Malformed();
                if (OpenJpeg.Decode(codec, stream, image) == 0 || OpenJpeg.End(codec, stream) == 0) throw Malformed();

                Put(image, stored, samples);
            }
            finally
            {
                if (image is not null) OpenJpeg.DestroyImage(image);
                if (stream != 0) OpenJpeg.DestroyStream(stream);
                if (codec != 0) OpenJpeg.DestroyCodec(codec);
                NativeMemory.Free(parameters);
            }
        }
    }

    private static unsafe void Put(OpenJpegImage* image, PixelFormat stored, Span<byte> samples)
    {
        if (image->ComponentCount != stored.SamplesPerPixel) throw Malformed();

        var pixels = stored.Rows * stored.Columns;
        for (var component = 0; component < stored.SamplesPerPixel; component++)
        {
            var decoded = image->Components[component];
            if (decoded.Width != stored.Columns || decoded.Height != stored.Rows || decoded.Samples is null) throw Malformed();

            var values = new ReadOnlySpan<int>(decoded.Samples, pixels);
            if (stored.BitsAllocated == 1)
            {
                samples.Clear();
                for (var i = 0; i < pixels; i++) samples[i / 8] |= (byte)((values[i] & 1) << (i % 8));
                continue;
            }

            // Where data set and codestream differ in sign, the bits are the data set's: it says how to take them.
            var fill = stored.IsSigned && decoded.IsSigned == 0 ? 32 - (int)decoded.Precision : 0;
            for (var (i, to) = (0, component); i < pixels; i++, to += stored.SamplesPerPixel)
            {
                SampleLayout.Put(samples, to, values[i] << fill >> fill, stored);
            }
        }
    }

    private static DicomFormatException Malformed() => new("The JPEG 2000 frame cannot be decoded: it is malformed or cut short.");
}
