using System.Buffers.Binary;

namespace Pacs.LoadClient.Wire;

/// <summary>A message as received: its command set; its data set has been passed over.</summary>
internal sealed record Message(byte Context, byte[] Command)
{
    public const int StoreRequest = 0x0001;

    public int Field => Value(Command, 0x0100) ?? 0;

    public int MessageId => Value(Command, 0x0110) ?? 0;

    public int Status => Value(Command, 0x0900) ?? -1;

    public bool IsPending => (Status & 0xFFFE) == 0xFF00;

    public static bool HasNoDataSet(byte[] command) => Value(command, 0x0800) == 0x0101;

    /// <summary>The response to this C-STORE-RQ, in one PDU: status 0000.</summary>
    public byte[] Stored() => Encoded.Message(Context, Encoded.Command(
        (0x0100, Encoded.UInt16(0x8001)),
        (0x0120, Encoded.UInt16(MessageId)),
        (0x0800, Encoded.UInt16(0x0101)),
        (0x0900, Encoded.UInt16(0))));

    private static int? Value(ReadOnlySpan<byte> command, ushort element)
    {
        for (var at = 0; at + 8 <= command.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(command[(at + 4)..]);
            if (BinaryPrimitives.ReadUInt16LittleEndian(command[(at + 2)..]) == element)
            {
                return BinaryPrimitives.ReadUInt16LittleEndian(command[(at + 8)..]);
            }

            at += 8 + length;
        }

        return null;
    }
}
