namespace Pacs.Conformance.Tests.Raw;

/// <summary>One protocol data unit as read off the socket (PS3.8 §9.3).</summary>
internal sealed record RawPdu(byte Type, byte[] Body)
{
    public const byte AssociateRequest = 1;
    public const byte AssociateAccept = 2;
    public const byte AssociateReject = 3;
    public const byte Data = 4;
    public const byte ReleaseRequest = 5;
    public const byte ReleaseResponse = 6;
    public const byte Abort = 7;

    public static byte[] Encode(byte type, ReadOnlySpan<byte> body) =>
        [type, 0, .. BigEndian.UInt32((uint)body.Length), .. body];
}
