using Pacs.Dicom.Parsing;

namespace Pacs.Dicom.Pixels;

/// <summary>
/// Single bits that do not begin with a byte, moved so that they do; the bits behind the last are zero. The first pixel is
/// the lowest bit (PS3.5 §8.1.1).
/// </summary>
internal sealed class ShiftedBitStream(Stream source, int bitsBefore, long bits) : ForwardStream
{
    private readonly byte[] _block = new byte[4 << 10];
    private int _carry = -1;
    private long _left = bits;

    public override int Read(Span<byte> buffer)
    {
        if (_carry < 0) _carry = Math.Max(source.ReadByte(), 0);

        var count = (int)Math.Min(Math.Min(buffer.Length, _block.Length), (_left + 7) / 8);
        var read = source.ReadAtLeast(_block.AsSpan(0, count), count, throwOnEndOfStream: false);
        _block.AsSpan(read, count - read).Clear(); // the last byte may have no successor
        for (var i = 0; i < count; i++)
        {
            buffer[i] = (byte)((_carry >> bitsBefore) | (_block[i] << (8 - bitsBefore)));
            _carry = _block[i];
        }

        if (_left < count * 8L) buffer[count - 1] &= (byte)(0xFF >> (int)((count * 8L) - _left));
        _left = Math.Max(0, _left - (count * 8L));
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}
