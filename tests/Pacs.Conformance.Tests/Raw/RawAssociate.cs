using System.Text;

namespace Pacs.Conformance.Tests.Raw;

/// <summary>An A-ASSOCIATE-RQ (PS3.8 §9.3.2), right unless told otherwise.</summary>
internal sealed record RawAssociate(params RawContext[] Contexts)
{
    public string Called { get; init; } = "PACS";

    public string Calling { get; init; } = "RAWPEER";

    /// <summary>The title as 16 bytes, when padding is the point.</summary>
    public byte[]? CalledBytes { get; init; }

    public byte[]? CallingBytes { get; init; }

    public uint MaxPdu { get; init; } = 16384;

    public ushort ProtocolVersion { get; init; } = 1;

    public string ApplicationContext { get; init; } = "1.2.840.10008.3.1.1.1";

    /// <summary>Further user information sub-items, each whole.</summary>
    public byte[][] UserItems { get; init; } = [];

    /// <summary>What follows every UID, as some peers pad them.</summary>
    public string UidPadding { get; init; } = "";

    public byte[] Encode()
    {
        byte[] body =
        [
            .. BigEndian.UInt16(ProtocolVersion), 0, 0,
            .. CalledBytes ?? Title(Called),
            .. CallingBytes ?? Title(Calling),
            .. new byte[32],
            .. Item(0x10, Uid(ApplicationContext)),
        ];
        foreach (var context in Contexts)
        {
            byte[] proposed = [context.Id, 0, 0, 0, .. Item(0x30, Uid(context.AbstractSyntax))];
            foreach (var syntax in context.TransferSyntaxes) proposed = [.. proposed, .. Item(0x40, Uid(syntax))];
            body = [.. body, .. Item(0x20, proposed)];
        }

        byte[] user = [.. Item(0x51, BigEndian.UInt32(MaxPdu)), .. Item(0x52, Encoding.ASCII.GetBytes("2.25.1"))];
        foreach (var item in UserItems) user = [.. user, .. item];
        return RawPdu.Encode(RawPdu.AssociateRequest, [.. body, .. Item(0x50, user)]);
    }

    public static byte[] Item(byte type, ReadOnlySpan<byte> value) => [type, 0, .. BigEndian.UInt16(value.Length), .. value];

    /// <summary>SCP/SCU role selection (PS3.7 §D.3.3.4).</summary>
    public static byte[] Role(string sopClass, bool scu, bool scp) =>
        Item(0x54, [.. BigEndian.UInt16(sopClass.Length), .. Encoding.ASCII.GetBytes(sopClass), (byte)(scu ? 1 : 0), (byte)(scp ? 1 : 0)]);

    /// <summary>Asynchronous operations window (PS3.7 §D.3.3.3).</summary>
    public static byte[] AsyncWindow(int invoked, int performed) =>
        Item(0x53, [.. BigEndian.UInt16(invoked), .. BigEndian.UInt16(performed)]);

    /// <summary>SOP class extended negotiation (PS3.7 §D.3.3.5).</summary>
    public static byte[] Extended(string sopClass, params byte[] information) =>
        Item(0x56, [.. Counted(Encoding.ASCII.GetBytes(sopClass)), .. information]);

    /// <summary>SOP class common extended negotiation without related general classes (PS3.7 §D.3.3.6).</summary>
    public static byte[] CommonExtended(string sopClass, string serviceClass) =>
        Item(0x57, [.. Counted(Encoding.ASCII.GetBytes(sopClass)), .. Counted(Encoding.ASCII.GetBytes(serviceClass)), 0, 0]);

    /// <summary>User identity (PS3.7 §D.3.3.7).</summary>
    public static byte[] Identity(byte type, bool wantsResponse, string primary, string secondary) => Item(
        0x58,
        [type, (byte)(wantsResponse ? 1 : 0), .. Counted(Encoding.UTF8.GetBytes(primary)), .. Counted(Encoding.UTF8.GetBytes(secondary))]);

    public static byte[] Title(string title) => Encoding.Latin1.GetBytes(title.PadRight(16));

    private static byte[] Counted(byte[] value) => [.. BigEndian.UInt16(value.Length), .. value];

    private byte[] Uid(string uid) => Encoding.ASCII.GetBytes(uid + UidPadding);
}
