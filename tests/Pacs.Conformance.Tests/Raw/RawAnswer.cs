using System.Buffers.Binary;
using System.Text;

namespace Pacs.Conformance.Tests.Raw;

/// <summary>What came back to an A-ASSOCIATE-RQ: an acceptance taken apart, or a refusal, or nothing but the end.</summary>
internal sealed record RawAnswer(RawPdu? Pdu)
{
    /// <summary>Result and accepted transfer syntax of each presentation context.</summary>
    public Dictionary<byte, (byte Result, string TransferSyntax)> Contexts { get; } = [];

    public List<(byte Type, byte[] Value)> UserItems { get; } = [];

    public bool IsAccepted => Pdu?.Type == RawPdu.AssociateAccept;

    public bool IsRejected => Pdu?.Type == RawPdu.AssociateReject;

    public (byte Result, byte Source, byte Reason) Rejection => (Pdu!.Body[1], Pdu.Body[2], Pdu.Body[3]);

    /// <summary>The longest P-DATA-TF variable field the peer takes; 0 means any.</summary>
    public uint MaxPdu { get; private set; }

    public static RawAnswer Read(RawPdu? pdu)
    {
        var answer = new RawAnswer(pdu);
        if (!answer.IsAccepted) return answer;

        foreach (var (type, value) in Items(pdu!.Body.AsMemory(68)))
        {
            if (type == 0x21) answer.ReadContext(value.Span);
            if (type == 0x50) answer.ReadUserInformation(value);
        }

        return answer;
    }

    private void ReadContext(ReadOnlySpan<byte> value)
    {
        var length = value.Length >= 8 ? BinaryPrimitives.ReadUInt16BigEndian(value[6..]) : 0;
        Contexts[value[0]] = (value[2], length == 0 ? "" : Encoding.ASCII.GetString(value.Slice(8, length)));
    }

    private void ReadUserInformation(ReadOnlyMemory<byte> value)
    {
        foreach (var (type, item) in Items(value))
        {
            UserItems.Add((type, item.ToArray()));
            if (type == 0x51) MaxPdu = BinaryPrimitives.ReadUInt32BigEndian(item.Span);
        }
    }

    private static IEnumerable<(byte Type, ReadOnlyMemory<byte> Value)> Items(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[2..]);
            yield return (bytes.Span[0], bytes.Slice(4, length));
            bytes = bytes[(4 + length)..];
        }
    }
}
