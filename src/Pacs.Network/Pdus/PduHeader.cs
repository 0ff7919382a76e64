using System.Buffers;
using System.Buffers.Binary;

namespace Pacs.Network.Pdus;

/// <summary>What every PDU begins with; <see cref="Length"/> counts the bytes that follow (PS3.8 §9.3.1).</summary>
internal readonly record struct PduHeader(PduType Type, uint Length)
{
    public const int Size = 6;

    /// <summary>
    /// Takes a header off the front of <paramref name="buffer"/>. A first byte that is no PDU type is invalid at once:
    /// nobody waits for the rest of what may be HTTP or TLS.
    /// </summary>
    public static OperationStatus Read(ref ReadOnlySequence<byte> buffer, out PduHeader header)
    {
        header = default;
        if (buffer.IsEmpty) return OperationStatus.NeedMoreData;

        var first = buffer.FirstSpan;
        if (first.IsEmpty) first = buffer.Slice(0, 1).ToArray();
        header = new PduHeader((PduType)first[0], 0);
        if (header.Type is < PduType.AssociateRequest or > PduType.Abort) return OperationStatus.InvalidData;
        if (buffer.Length < Size) return OperationStatus.NeedMoreData;

        if (first.Length < Size)
        {
            Span<byte> bytes = stackalloc byte[Size];
            buffer.Slice(0, Size).CopyTo(bytes);
            header = header with { Length = BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]) };
        }
        else
        {
            header = header with { Length = BinaryPrimitives.ReadUInt32BigEndian(first[2..]) };
        }

        buffer = buffer.Slice(Size);
        return OperationStatus.Done;
    }

    // PDU-type (1), reserved (1), PDU-length (4, big endian)
    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)Type;
        destination[1] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(destination[2..], Length);
    }
}
