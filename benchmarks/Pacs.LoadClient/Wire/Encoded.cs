using System.Text;

namespace Pacs.LoadClient.Wire;

/// <summary>Commands and identifiers as bytes, in Implicit VR Little Endian.</summary>
internal static class Encoded
{
    public const string ImplicitVrLittleEndian = "1.2.840.10008.1.2";

    public const string ExplicitVrLittleEndian = "1.2.840.10008.1.2.1";

    /// <summary>A command set with its group length (PS3.7 §6.3.1), elements in ascending order.</summary>
    public static byte[] Command(params ReadOnlySpan<(int Element, byte[] Value)> elements)
    {
        byte[] body = [];
        foreach (var (element, value) in elements) body = [.. body, .. Element((uint)element, value)];
        return [.. Element(0x0000, UInt32((uint)body.Length)), .. body];
    }

    public static byte[] Element(uint tag, byte[] value) =>
        [.. UInt16((int)(tag >> 16)), .. UInt16((int)(tag & 0xFFFF)), .. UInt32((uint)value.Length), .. value];

    public static byte[] Text(string value) => Encoding.ASCII.GetBytes(value.Length % 2 == 0 ? value : value + " ");

    public static byte[] Uid(string uid) => Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + '\0');

    /// <summary>A command, and a data set if there is one, each in a PDU of its own.</summary>
    public static byte[] Message(byte context, byte[] command, byte[]? dataSet = null) =>
        [.. Pdu(context, 3, command), .. dataSet is null ? [] : Pdu(context, 2, dataSet)];

    public static byte[] UInt16(int value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] UInt32(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

    private static byte[] Pdu(byte context, byte flags, byte[] part) =>
        [4, 0, .. BigEndian(part.Length + 6), .. BigEndian(part.Length + 2), context, flags, .. part];

    public static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
