using System.Runtime.InteropServices;
using JpegLibrary;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>Gathers the blocks of a grey image that JpegLibrary decodes, each of 8 by 8 samples.</summary>
internal sealed class ManagedDct : JpegBlockOutputWriter
{
    private const int BlockSize = 8;

    private readonly PixelFormat _format;
    private readonly short[] _samples;
    private readonly short _largest;

    private ManagedDct(PixelFormat format, int precision)
    {
        _format = format;
        _samples = new short[format.Rows * format.Columns];
        _largest = (short)((1 << precision) - 1);
    }

    public static void Decode(byte[] codestream, int precision, PixelFormat format, Span<byte> samples)
    {
        var blocks = new ManagedDct(format, precision);
        try
        {
            var decoder = new JpegDecoder();
            decoder.SetInput(codestream);
            decoder.Identify();
            decoder.SetOutputWriter(blocks);
            decoder.Decode();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library does not look at every number before it reckons with it: a division by zero is one way to say no.
            throw new DicomFormatException($"The JPEG frame cannot be decoded: {e.Message}", e);
        }

        for (var i = 0; i < blocks._samples.Length; i++) SampleLayout.Put(samples, i, blocks._samples[i], format);
    }

    public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
    {
        var block = MemoryMarshal.CreateReadOnlySpan(ref blockRef, BlockSize * BlockSize);
        var (width, height) = (Math.Min(BlockSize, _format.Columns - x), Math.Min(BlockSize, _format.Rows - y));
        for (var row = 0; row < height; row++)
        {
            var to = ((y + row) * _format.Columns) + x;
            for (var column = 0; column < width; column++)
            {
                _samples[to + column] = Math.Clamp(block[(row * BlockSize) + column], (short)0, _largest);
            }
        }
    }
}
