using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Pacs.Network.Pdus;

/// <summary>
/// Builds a PDU of nested items whose lengths are known only once their content is written. For the two PDUs of the
/// handshake, so it may copy.
/// </summary>
internal sealed class ItemWriter
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    public void WriteByte(byte value) => Take(1)[0] = value;

    public void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(sizeof(ushort)), value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(sizeof(uint)), value);

    public void WriteZeros(int count) => Take(count).Clear();

    public void WriteText(string text) => Encoding.Latin1.GetBytes(text, Take(text.Length));

    /// <summary>Text of fixed width, spaces behind it.</summary>
    public void WriteText(string text, int width)
    {
        if (text.Length > width)
        {
            throw new ArgumentException($"\"{text}\" is longer than {width} characters.", nameof(text));
        }

        WriteText(text.PadRight(width));
    }

    public void WriteCounted(ReadOnlySpan<byte> bytes)
    {
        WriteUInt16(Counted(bytes.Length));
        WriteRaw(bytes);
    }

    public void WriteCountedText(string text) => WriteCounted(Encoding.Latin1.GetBytes(text));

    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void WriteTextItem(ItemType type, string text)
    {
        var start = Begin(type);
        WriteText(text);
        End(start);
    }

    /// <summary>Starts an item; hand the result to <see cref="End"/>.</summary>
    public int Begin(ItemType type)
    {
        // item-type (1), reserved (1), item-length (2)
        WriteByte((byte)type);
        WriteByte(0);
        WriteUInt16(0);
        return _length;
    }

    public void End(int start) =>
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(start - sizeof(ushort)), Counted(_length - start));

    public void CopyTo(PduType type, IBufferWriter<byte> output)
    {
        Span<byte> header = stackalloc byte[PduHeader.Size];
        new PduHeader(type, (uint)_length).Write(header);
        output.Write(header);
        output.Write(_bytes.AsSpan(0, _length));
    }

    private static ushort Counted(int length) => length <= ushort.MaxValue
        ? (ushort)length
        : throw new InvalidOperationException($"{length} bytes do not fit an item of A-ASSOCIATE: propose less.");

    private Span<byte> Take(int count)
    {
        if (_bytes.Length - _length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        var taken = _bytes.AsSpan(_length, count);
        _length += count;
        return taken;
    }
}
