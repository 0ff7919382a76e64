using System.Buffers;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>JPEG Baseline by libjpeg-turbo (ITU-T T.81 Process 1): of colours, two pixels share theirs.</summary>
/// <param name="quality">From 1 to 100.</param>
internal sealed class TurboJpegEncoder(int quality) : IFrameEncoder
{
    public string? Refusal(PixelFormat format) => format switch
    {
        { BitsAllocated: not 8 } or { IsSigned: true } => "JPEG Baseline has unsigned samples of 8 bits",
        { SamplesPerPixel: 1, Photometric: "MONOCHROME1" or "MONOCHROME2" } or { SamplesPerPixel: 3, Photometric: "RGB" } =>
            format.Rows > ushort.MaxValue || format.Columns > ushort.MaxValue ? "a JPEG frame has at most 65535 rows and columns" : null,
        _ => $"JPEG Baseline is made of grey images and of red, green and blue, not of {format.Photometric}",
    };

    public PixelFormat Encoded(PixelFormat format) => format.SamplesPerPixel == 3 ? format with { Photometric = "YBR_FULL_422" } : format;

    public unsafe void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream)
    {
        var isColour = format.SamplesPerPixel == 3;
        var subsampling = isColour ? TurboJpeg.Subsampled422 : TurboJpeg.SubsampledGray;
        var output = new byte[TurboJpeg.LongestOf(format.Columns, format.Rows, subsampling)];
        var encoder = TurboJpeg.CreateEncoder();
        if (encoder == 0) throw new InsufficientMemoryException();

        fixed (byte* source = samples, destination = output)
        {
            var written = destination;
            var length = (nuint)output.Length;
            try
            {
                if (TurboJpeg.Encode(
                    encoder, source, format.Columns, 0, format.Rows, isColour ? TurboJpeg.Rgb : TurboJpeg.Gray,
                    &written, &length, subsampling, quality, TurboJpeg.InPlace) != 0)
                {
                    throw new DicomFormatException($"The frame cannot be compressed to JPEG: {TurboJpeg.MessageOf(encoder)}.");
                }
            }
            finally
            {
                _ = TurboJpeg.Destroy(encoder);
            }

            codestream.Write(output.AsSpan(0, (int)length));
            codestream.PadToEven((long)length);
        }
    }
}
