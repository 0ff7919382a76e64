using System.Buffers;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.JpegLs;

/// <summary>JPEG-LS by CharLS (ITU-T T.87): colours pixel by pixel, without a transform of theirs.</summary>
/// <param name="near">By how much a sample may differ; 0 is lossless.</param>
internal sealed class JpegLsEncoder(int near) : IFrameEncoder
{
    private const int InterleavedBySample = 2;

    /// <summary>Beyond what CharLS reckons with: noise grows by less.</summary>
    private const int Slack = 64 << 10;

    public string? Refusal(PixelFormat format) => format switch
    {
        { BitsAllocated: not (8 or 16) } => "JPEG-LS has samples of 8 or 16 bits allocated",
        { SamplesPerPixel: not (1 or 3) } => "JPEG-LS images have 1 or 3 samples per pixel",
        { Rows: > ushort.MaxValue } or { Columns: > ushort.MaxValue } => "a JPEG-LS frame has at most 65535 rows and columns",
        { IsSigned: true } when near > 0 => "JPEG-LS takes signed samples for large ones, so that a small difference may turn their sign",
        _ => null,
    };

    public PixelFormat Encoded(PixelFormat format) => format;

    public unsafe void Encode(ReadOnlySpan<byte> samples, PixelFormat format, IBufferWriter<byte> codestream)
    {
        var precision = SampleLayout.PrecisionOf(samples, format);
        var packed = SampleLayout.Pack(samples, precision, format);
        var output = new byte[(samples.Length * 2) + Slack];
        var encoder = CharLs.CreateEncoder();
        if (encoder == 0) throw new InsufficientMemoryException();

        fixed (byte* source = packed, destination = output)
        {
            try
            {
                var info = new CharLsFrameInfo
                {
                    Width = (uint)format.Columns,
                    Height = (uint)format.Rows,
                    BitsPerSample = precision,
                    ComponentCount = format.SamplesPerPixel,
                };
                Check(CharLs.SetFrameInfo(encoder, in info));
                Check(CharLs.SetNearLossless(encoder, near));
                if (format.SamplesPerPixel > 1) Check(CharLs.SetInterleaveMode(encoder, InterleavedBySample));
                Check(CharLs.SetDestination(encoder, destination, (nuint)output.Length));
                Check(CharLs.Encode(encoder, source, (nuint)packed.Length, 0));
                Check(CharLs.GetBytesWritten(encoder, out var written));
                codestream.Write(output.AsSpan(0, (int)written));
                codestream.PadToEven((long)written);
            }
            finally
            {
                CharLs.DestroyEncoder(encoder);
            }
        }
    }

    private static void Check(int error)
    {
        if (error != 0) throw new DicomFormatException($"The frame cannot be compressed to JPEG-LS: {CharLs.MessageOf(error)}.");
    }
}
