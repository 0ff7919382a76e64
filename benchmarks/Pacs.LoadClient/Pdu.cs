namespace Pacs.LoadClient;

/// <summary>A PDU as received; its body lies in the association's buffer until the next one is read.</summary>
internal readonly ref struct Pdu(byte type, ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;

    public void Deconstruct(out byte pduType, out ReadOnlySpan<byte> pduBody)
    {
        pduType = type;
        pduBody = _body;
    }
}
