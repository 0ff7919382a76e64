using System.Buffers;
using System.Buffers.Binary;

namespace Pacs.Imaging.Rendering.Gif;

/// <summary>
/// GIF 89a. Greys are exact; of colours each picture has 252, six reds, seven greens and six blues, which neighbouring pixels mix.
/// </summary>
public sealed class GifWriter
{
    private const int LongestBlock = 255;
    private const int LeastDelay = 2; // of what is shorter, browsers make a tenth of a second

    private readonly IBufferWriter<byte> _output;
    private readonly TimeSpan? _frameTime;
    private bool _isBegun;

    /// <param name="output">Where it goes; flushing is the caller's.</param>
    /// <param name="frameTime">How long each picture is shown; null for a single one.</param>
    public GifWriter(IBufferWriter<byte> output, TimeSpan? frameTime)
    {
        _output = output;
        _frameTime = frameTime;
    }

    /// <summary>A file of one picture.</summary>
    public static byte[] Still(Picture picture)
    {
        var output = new ArrayBufferWriter<byte>();
        var gif = new GifWriter(output, frameTime: null);
        gif.Add(picture);
        gif.End();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Adds a picture; all have the size of the first.</summary>
    // header, screen [, application extension: loop for ever] { [control extension] descriptor, colours, code size, blocks } trailer
    public void Add(Picture picture)
    {
        if (!_isBegun) Begin(picture);
        _isBegun = true;

        if (_frameTime is { } time)
        {
            var delay = (ushort)Math.Clamp(time.TotalMilliseconds / 10, LeastDelay, ushort.MaxValue);
            _output.Write([(byte)0x21, (byte)0xF9, (byte)4, (byte)0, (byte)delay, (byte)(delay >> 8), (byte)0, (byte)0]);
        }

        _output.Write([(byte)0x2C, (byte)0, (byte)0, (byte)0, (byte)0]);
        WriteSize(picture);
        _output.Write([(byte)0x87]); // a table of its own, of 256 colours
        _output.Write(picture.IsGrey ? GifColours.Greys : GifColours.Cube);
        var compressed = GifCompression.Compress(picture.IsGrey ? picture.Pixels : GifColours.IndexesOf(picture));
        _output.Write([(byte)GifCompression.CodeSize]);
        foreach (var block in compressed.Chunk(LongestBlock))
        {
            _output.Write([(byte)block.Length]);
            _output.Write(block);
        }

        _output.Write([(byte)0]);
    }

    public void End() => _output.Write(";"u8);

    private void Begin(Picture picture)
    {
        _output.Write("GIF89a"u8);
        WriteSize(picture);
        _output.Write([(byte)0x70, (byte)0, (byte)0]); // no common table, 8 bits of each colour
        if (_frameTime is null) return;

        _output.Write([(byte)0x21, (byte)0xFF, (byte)11]);
        _output.Write("NETSCAPE2.0"u8);
        _output.Write([(byte)3, (byte)1, (byte)0, (byte)0, (byte)0]);
    }

    private void WriteSize(Picture picture)
    {
        var size = _output.GetSpan(4);
        BinaryPrimitives.WriteUInt16LittleEndian(size, (ushort)picture.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(size[2..], (ushort)picture.Height);
        _output.Advance(4);
    }
}
