namespace Pacs.LoadClient.Wire;

/// <summary>A PDU as received; its body lies in the reader's buffer until the next one is read.</summary>
internal readonly ref struct Pdu(byte type, ReadOnlySpan<byte> body)
{
    public ReadOnlySpan<byte> Body { get; } = body;

    public void Deconstruct(out byte pduType, out ReadOnlySpan<byte> pduBody)
    {
        pduType = type;
        pduBody = Body;
    }
}
