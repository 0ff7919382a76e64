using System.Buffers.Binary;
using System.Text;

namespace Pacs.LoadClient.Retrieving;

/// <summary>A-ASSOCIATE-AC (PS3.8 §9.3.3) that takes every context that can be had in Explicit VR Little Endian.</summary>
internal static class AssociateAccept
{
    private static readonly byte[] Syntax = Encoding.ASCII.GetBytes(Wire.Encoded.ExplicitVrLittleEndian);

    public static byte[] To(ReadOnlySpan<byte> request)
    {
        byte[] contexts = [];
        for (var at = 68; at + 4 <= request.Length;)
        {
            var item = request.Slice(at + 4, BinaryPrimitives.ReadUInt16BigEndian(request[(at + 2)..]));
            if (request[at] == 0x20)
            {
                var result = (byte)(Contains(item[4..]) ? 0 : 4);
                contexts = [.. contexts, .. Item(0x21, [item[0], 0, result, 0, .. Item(0x40, Syntax)])];
            }

            at += 4 + item.Length;
        }

        byte[] body = [.. request[..68], .. Item(0x10, Encoding.ASCII.GetBytes("1.2.840.10008.3.1.1.1")), .. contexts, .. Item(0x50, Item(0x51, [0, 4, 0, 0]))];
        return [2, 0, .. Wire.Encoded.BigEndian(body.Length), .. body];
    }

    private static bool Contains(ReadOnlySpan<byte> items)
    {
        while (items.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(items[2..]);
            if (items[0] == 0x40 && items.Slice(4, length).TrimEnd((byte)0).SequenceEqual(Syntax)) return true;
            items = items[(4 + length)..];
        }

        return false;
    }

    private static byte[] Item(byte type, byte[] value) => [type, 0, (byte)(value.Length >> 8), (byte)value.Length, .. value];
}
