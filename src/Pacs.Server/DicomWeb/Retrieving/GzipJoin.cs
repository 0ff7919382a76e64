using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.IO.Pipelines;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>
/// One gzip member (RFC 1952) made of texts that were deflated before, each ending at a byte boundary without a final block,
/// and of plain ones between them. Nothing is deflated again; the checksum of the whole follows from those of its parts.
/// </summary>
internal sealed class GzipJoin(PipeWriter output)
{
    private const int LongestStored = 0xFFFF;

    private uint _crc;
    private uint _length;

    /// <summary>Writes the header: method 8, no flags, no time, system unknown.</summary>
    public void Begin() => output.Write((ReadOnlySpan<byte>)[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]);

    /// <summary>Appends plain text, as a stored block (RFC 1951 §3.2.4).</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestStored);
        WriteStored(text, isFinal: false);
        Count(Crc32.HashToUInt32(text), text.Length);
    }

    /// <summary>Appends what was deflated.</summary>
    /// <param name="deflated">The deflated bytes.</param>
    /// <param name="crc">The CRC-32 of what they become.</param>
    /// <param name="length">How much they become.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ValueTask AppendAsync(Stream deflated, uint crc, long length, CancellationToken cancellationToken)
    {
        Count(crc, length);
        return output.CopyFromAsync(deflated, cancellationToken);
    }

    /// <summary>Writes the final block, which is empty, and the trailer.</summary>
    public void End()
    {
        WriteStored([], isFinal: true);
        var trailer = output.GetSpan(8);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        output.Advance(8);
    }

    // BFINAL and BTYPE 00, in a byte of their own here, LEN, NLEN, bytes
    private void WriteStored(ReadOnlySpan<byte> text, bool isFinal)
    {
        var header = output.GetSpan(5);
        header[0] = isFinal ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(header[1..], (ushort)text.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[3..], (ushort)~text.Length);
        output.Advance(5);
        output.Write(text);
    }

    private void Count(uint crc, long length)
    {
        _crc = Crc32Join.Of(_crc, crc, length);
        _length += (uint)length; // modulo 2^32, as RFC 1952 says
    }
}
