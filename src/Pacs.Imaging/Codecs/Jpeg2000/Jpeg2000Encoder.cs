using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>JPEG 2000 by OpenJPEG (ITU-T T.800): one tile, one quality layer, colours by the transform of its own.</summary>
/// <param name="ratio">Native to compressed bytes; null is lossless.</param>
internal sealed class Jpeg2000Encoder(int? ratio) : IFrameEncoder
{
    private const int StreamBuffer = 64 << 10;
    private const int MostResolutions = 6;

    /// <summary>Beyond twice the samples, which noise does not reach.</summary>
    private const int Slack = 64 << 10;

    public string? Refusal(PixelFormat format) => RefusalOf(format);

    public PixelFormat Encoded(PixelFormat format) => EncodedOf(format, isLossy: ratio is not null);

    /// <inheritdoc cref="Refusal"/>
    internal static string? RefusalOf(PixelFormat format) => format switch
    {
        { BitsAllocated: not (8 or 16) } => "JPEG 2000 has samples of 8 or 16 bits allocated",
        { SamplesPerPixel: not (1 or 3) } => "JPEG 2000 images have 1 or 3 samples per pixel",
        _ => null,
    };

    /// <inheritdoc cref="Encoded"/>
    internal static PixelFormat EncodedOf(PixelFormat format, bool isLossy) => format.Photometric == "RGB"
        ? format with { Photometric = isLossy ? "YBR_ICT" : "YBR_RCT" }
        : format;

    public unsafe void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream)
    {
        var output = new byte[(samples.Length * 2) + Slack];
        var codec = OpenJpeg.CreateEncoder(OpenJpeg.Codestream);
        var stream = OpenJpeg.CreateStream(StreamBuffer, isInput: 0);
        var parameters = (OpenJpegParameters*)NativeMemory.AllocZeroed(OpenJpeg.ParametersLength);
        var image = Image(samples, format);
        fixed (byte* bytes = output)
        {
            var sink = new OpenJpegSink { Bytes = bytes, Capacity = output.Length };
            try
            {
                if (codec == 0 || stream == 0 || image is null) throw new InsufficientMemoryException();

                OpenJpeg.SetWrite(stream, &OpenJpegSink.Write);
                OpenJpeg.SetWriteSkip(stream, &OpenJpegSink.Skip);
                OpenJpeg.SetWriteSeek(stream, &OpenJpegSink.Seek);
                OpenJpeg.SetSink(stream, &sink, 0);
                OpenJpeg.SetEncoderDefaults(parameters);
                SetParameters(parameters, format);
                if (OpenJpeg.SetUpEncoder(codec, parameters, image) == 0 || OpenJpeg.StartEncoding(codec, image, stream) == 0 ||
                    OpenJpeg.Encode(codec, stream) == 0 || OpenJpeg.EndEncoding(codec, stream) == 0)
                {
                    throw new DicomFormatException("The frame cannot be compressed to JPEG 2000.");
                }
            }
            finally
            {
                if (image is not null) OpenJpeg.DestroyImage(image);
                if (stream != 0) OpenJpeg.DestroyStream(stream);
                if (codec != 0) OpenJpeg.DestroyCodec(codec);
                NativeMemory.Free(parameters);
            }

            codestream.Write(output.AsSpan(0, (int)sink.Length));
            codestream.PadToEven(sink.Length);
        }
    }

    private unsafe void SetParameters(OpenJpegParameters* parameters, PixelFormat format)
    {
        parameters->AllocatesByRate = 1;
        parameters->Layers = 1;
        parameters->FirstRate = ratio ?? 0;
        parameters->IsIrreversible = ratio is null ? 0 : 1;
        parameters->ColourTransform = format.Photometric == "RGB" ? (byte)1 : (byte)0;

        // Each halves the image: of a small one nothing would be left.
        parameters->Resolutions = Math.Min(MostResolutions, BitOperations.Log2((uint)Math.Min(format.Rows, format.Columns)) + 1);
    }

    /// <summary>Null when there is no memory for it.</summary>
    private static unsafe OpenJpegImage* Image(ReadOnlySpan<byte> samples, PixelFormat format)
    {
        var precision = SampleLayout.PrecisionOf(samples, format);
        var components = new OpenJpegComponentParameters[format.SamplesPerPixel];
        Array.Fill(components, new OpenJpegComponentParameters
        {
            HorizontalSeparation = 1,
            VerticalSeparation = 1,
            Width = (uint)format.Columns,
            Height = (uint)format.Rows,
            Precision = (uint)precision,
            Depth = (uint)precision,
            IsSigned = format.IsSigned ? 1u : 0u,
        });
        var image = OpenJpeg.CreateImage((uint)components.Length, components, colorSpace: 0);
        if (image is null) return null;

        (image->Right, image->Bottom) = ((uint)format.Columns, (uint)format.Rows);
        var pixels = format.Rows * format.Columns;
        for (var component = 0; component < components.Length; component++)
        {
            var values = new Span<int>(image->Components[component].Samples, pixels);
            for (var (i, from) = (0, component); i < pixels; i++, from += components.Length)
            {
                values[i] = SampleLayout.Get(samples, from, precision, format);
            }
        }

        return image;
    }
}
