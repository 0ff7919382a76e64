using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pacs.Dicom.Parsing;

internal static class ByteOrder
{
    /// <summary>
    /// Reverses the bytes of each word (PS3.5 §7.3); what is left at the end, less than a word, stays as it is.
    /// </summary>
    public static void Reverse(Span<byte> value, int wordSize)
    {
        value = value[..(value.Length - value.Length % wordSize)];
        switch (wordSize)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(value);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;

            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(value);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;

            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(value);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
