using System.Runtime.InteropServices;
using JpegLibrary;
using Pacs.Dicom;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>Gathers the blocks that JpegLibrary decodes, each of 8 by 8 samples, and converts colours (ITU-T T.871 §7).</summary>
internal sealed class ManagedDct : JpegBlockOutputWriter
{
    private const int BlockSize = 8;

    private readonly PixelFormat _format;
    private readonly short[] _samples; // pixel by pixel
    private readonly short _largest;

    private ManagedDct(PixelFormat format, int precision)
    {
        _format = format;
        _samples = new short[format.Rows * format.Columns * format.SamplesPerPixel];
        _largest = (short)((1 << precision) - 1);
    }

    public static void Decode(byte[] codestream, int precision, bool isYcc, PixelFormat format, byte[] samples)
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
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            throw new DicomFormatException($"The JPEG frame cannot be decoded: {e.Message}", e);
        }

        blocks.Put(isYcc, samples);
    }

    public override void WriteBlock(ref short blockRef, int componentIndex, int x, int y)
    {
        var block = MemoryMarshal.CreateReadOnlySpan(ref blockRef, BlockSize * BlockSize);
        var (width, height) = (Math.Min(BlockSize, _format.Columns - x), Math.Min(BlockSize, _format.Rows - y));
        for (var row = 0; row < height; row++)
        {
            var to = ((((y + row) * _format.Columns) + x) * _format.SamplesPerPixel) + componentIndex;
            for (var column = 0; column < width; column++, to += _format.SamplesPerPixel)
            {
                _samples[to] = Math.Clamp(block[(row * BlockSize) + column], (short)0, _largest);
            }
        }
    }

    private void Put(bool isYcc, byte[] samples)
    {
        if (isYcc)
        {
            for (var i = 0; i < _samples.Length; i += 3) ToRgb(_samples.AsSpan(i, 3));
        }

        for (var i = 0; i < _samples.Length; i++) SampleLayout.Put(samples, i, _samples[i], _format);
    }

    private void ToRgb(Span<short> pixel)
    {
        var middle = (_largest + 1) / 2;
        var (y, cb, cr) = ((double)pixel[0], (double)pixel[1] - middle, (double)pixel[2] - middle);
        pixel[0] = Rounded(y + (1.402 * cr));
        pixel[1] = Rounded(y - (0.344136 * cb) - (0.714136 * cr));
        pixel[2] = Rounded(y + (1.772 * cb));
    }

    private short Rounded(double value) => (short)Math.Clamp(Math.Round(value), 0, _largest);
}
