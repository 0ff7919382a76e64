using System.Buffers;
using System.Buffers.Binary;

namespace Pacs.Network.Pdus;

/// <summary>
/// The head of a presentation data value: which context, whether its bytes are command or data set, and whether they
/// are the last of it (PS3.8 §9.3.5.1 and Annex E). <see cref="Length"/> counts the message bytes that follow.
/// </summary>
internal readonly record struct PdvHeader(byte ContextId, bool IsCommand, bool IsLast, uint Length)
{
    public const int Size = 6;

    /// <summary>The item length counts the context ID and the message control header as well.</summary>
    private const uint CountedOverhead = 2;

    /// <summary>Takes a header off the front; <paramref name="room"/> is what is left of the PDU around it.</summary>
    public static OperationStatus Read(ref ReadOnlySequence<byte> buffer, uint room, out PdvHeader header)
    {
        header = default;
        if (room < Size) return OperationStatus.InvalidData;
        if (buffer.Length < Size) return OperationStatus.NeedMoreData;

        var bytes = buffer.FirstSpan;
        if (bytes.Length < Size)
        {
            Span<byte> copy = stackalloc byte[Size];
            buffer.Slice(0, Size).CopyTo(copy);
            header = Of(copy, out var counted);
            if (!Fits(counted, room)) return OperationStatus.InvalidData;
        }
        else
        {
            header = Of(bytes, out var counted);
            if (!Fits(counted, room)) return OperationStatus.InvalidData;
        }

        buffer = buffer.Slice(Size);
        return OperationStatus.Done;
    }

    // Item-length (4, big endian), presentation-context-ID (1), message control header (1): bit 0 command, bit 1 last
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Length + CountedOverhead);
        destination[4] = ContextId;
        destination[5] = (byte)((IsCommand ? 1 : 0) | (IsLast ? 2 : 0));
    }

    private static PdvHeader Of(ReadOnlySpan<byte> bytes, out uint counted)
    {
        counted = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return new PdvHeader(bytes[4], (bytes[5] & 1) != 0, (bytes[5] & 2) != 0, counted - CountedOverhead);
    }

    private static bool Fits(uint counted, uint room) => counted >= CountedOverhead && counted <= room - sizeof(uint);
}
