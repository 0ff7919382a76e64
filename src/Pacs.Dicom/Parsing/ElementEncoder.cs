using System.Buffers;
using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Parsing;

/// <summary>Headers and values in one of the three ways to encode elements (PS3.5 §7.1.2, §7.1.3, §7.3).</summary>
internal readonly struct ElementEncoder(TransferSyntax syntax)
{
    private const int SwappedPiece = 4096;

    private readonly bool _isExplicit = syntax.IsExplicitVr;
    private readonly bool _isBigEndian = syntax.IsBigEndian;

    public bool IsExplicit => _isExplicit;

    public bool IsBigEndian => _isBigEndian;

    /// <summary>
    /// The VR an element is encoded with: UN when the length does not fit the 16 bits that its own VR has (CP-1066,
    /// PS3.5 §6.2.2 note), or when it has none.
    /// </summary>
    public Vr VrOnWire(Vr vr, long length)
    {
        if (vr == Vr.None) return Vr.UN;
        return _isExplicit && length > ushort.MaxValue && VrForms.Of(vr) == VrForm.Short ? Vr.UN : vr;
    }

    /// <summary>The size of the header that <see cref="WriteHeader"/> writes.</summary>
    public int HeaderSize(Vr vr) => _isExplicit && VrForms.Of(vr) != VrForm.Short ? 12 : 8;

    public void WriteHeader(IBufferWriter<byte> output, Tag tag, Vr vr, uint length)
    {
        var size = HeaderSize(vr);
        var header = output.GetSpan(size);
        WriteTag(header, tag);
        if (!_isExplicit)
        {
            WriteUInt32(header[4..], length);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)vr);
            if (size == 8)
            {
                WriteUInt16(header[6..], (ushort)length);
            }
            else
            {
                header[6] = header[7] = 0;
                WriteUInt32(header[8..], length);
            }
        }

        output.Advance(size);
    }

    /// <summary>An item or delimitation item: a tag and a length, in every encoding (PS3.5 §7.5).</summary>
    public void WriteItem(IBufferWriter<byte> output, Tag tag, uint length)
    {
        var header = output.GetSpan(8);
        WriteTag(header, tag);
        WriteUInt32(header[4..], length);
        output.Advance(8);
    }

    /// <summary>A little endian value in the byte order of this encoding.</summary>
    public void WriteValue(IBufferWriter<byte> output, ReadOnlySpan<byte> value, int wordSize)
    {
        if (!_isBigEndian || wordSize == 1)
        {
            if (!value.IsEmpty) output.Write(value); // nothing, written to a full buffer, would double it
            return;
        }

        while (!value.IsEmpty)
        {
            var piece = value[..Math.Min(value.Length, SwappedPiece)];
            var span = output.GetSpan(piece.Length)[..piece.Length];
            piece.CopyTo(span);
            ByteOrder.Reverse(span, wordSize);
            output.Advance(piece.Length);
            value = value[piece.Length..];
        }
    }

    /// <summary>One UL value.</summary>
    public void WriteUInt32(IBufferWriter<byte> output, uint value)
    {
        WriteUInt32(output.GetSpan(sizeof(uint)), value);
        output.Advance(sizeof(uint));
    }

    private void WriteTag(Span<byte> bytes, Tag tag)
    {
        WriteUInt16(bytes, tag.Group);
        WriteUInt16(bytes[2..], tag.Element);
    }

    private void WriteUInt16(Span<byte> bytes, ushort value)
    {
        if (_isBigEndian) BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
    }

    private void WriteUInt32(Span<byte> bytes, uint value)
    {
        if (_isBigEndian) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
    }
}
