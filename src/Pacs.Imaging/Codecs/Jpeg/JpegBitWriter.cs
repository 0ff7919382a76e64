using System.Buffers;

namespace Pacs.Imaging.Codecs.Jpeg;

/// <summary>Writes what <see cref="JpegBits"/> reads.</summary>
internal sealed class JpegBitWriter(IBufferWriter<byte> codestream)
{
    private readonly byte[] _block = new byte[16 << 10];
    private int _filled;
    private ulong _held; // in its lowest bits
    private int _count;

    /// <param name="value">Nothing above its lowest bits.</param>
    /// <param name="count">How many, 0 to 32.</param>
    public void Write(uint value, int count)
    {
        _held = (_held << count) | value;
        _count += count;
        for (; _count >= 8; _count -= 8) Put((byte)(_held >> (_count - 8)));
    }

    /// <summary>Fills the last byte with ones and hands over all that was written.</summary>
    public void Complete()
    {
        if (_count > 0) Write((1u << (8 - _count)) - 1, 8 - _count);
        codestream.Write(_block.AsSpan(0, _filled));
        _filled = 0;
    }

    private void Put(byte value)
    {
        if (_filled > _block.Length - 2)
        {
            codestream.Write(_block.AsSpan(0, _filled));
            _filled = 0;
        }

        _block[_filled++] = value;
        if (value == 0xFF) _block[_filled++] = 0;
    }
}
