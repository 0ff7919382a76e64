using System.Buffers.Binary;

namespace Pacs.Fuzzing;

/// <summary>Bytes that were right, with a few of them changed, lost or said twice.</summary>
internal static class Mutation
{
    private static readonly uint[] Lengths =
        [0, 1, 7, 8, 0xFFFE, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF];

    public static byte[] Of(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        for (var changes = random.Next(1, 5); changes > 0; changes--) bytes = OnceMore(bytes, random);
        return bytes;
    }

    private static byte[] OnceMore(byte[] bytes, Random random)
    {
        if (bytes.Length < 8) return bytes;

        var at = random.Next(bytes.Length - 4);
        var end = Math.Min(bytes.Length, at + random.Next(1, 60));
        switch (random.Next(9))
        {
            case 0:
                bytes[at] = (byte)random.Next(256);
                return bytes;

            case 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;

            case 2:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), Lengths[random.Next(Lengths.Length)]);
                return bytes;

            case 3:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)Lengths[random.Next(Lengths.Length)]);
                return bytes;

            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), Lengths[random.Next(Lengths.Length)]);
                return bytes;

            case 5:
                bytes[at]++; // a length that is wrong by one
                return bytes;

            case 6:
                return bytes[..at];

            case 7:
                return [.. bytes[..at], .. bytes[end..]];

            default:
                return [.. bytes[..end], .. bytes[at..]];
        }
    }
}
