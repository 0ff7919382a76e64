using System.Buffers;

namespace Pacs.Network.Pdus;

/// <summary>
/// Writes every PDU but P-DATA-TF, which is interleaved with its bytes where they are sent (PS3.8 §9.3).
/// </summary>
internal static class PduWriter
{
    private const int AeTitleWidth = 16;
    private const int ReservedInAssociate = 32;

    public static void Write(AssociateRequest request, IBufferWriter<byte> output)
    {
        var writer = new ItemWriter();
        WriteAssociateHead(writer, request.ProtocolVersion, request.CalledAeTitle, request.CallingAeTitle);
        writer.WriteTextItem(ItemType.ApplicationContext, request.ApplicationContext);
        foreach (var context in request.Contexts)
        {
            // presentation-context-ID (1), reserved (3), abstract syntax item, transfer syntax items
            var start = writer.Begin(ItemType.ProposedContext);
            writer.WriteByte(context.Id);
            writer.WriteZeros(3);
            writer.WriteTextItem(ItemType.AbstractSyntax, context.AbstractSyntax);
            foreach (var syntax in context.TransferSyntaxes) writer.WriteTextItem(ItemType.TransferSyntax, syntax);
            writer.End(start);
        }

        UserInformationWriter.Write(request.UserInformation, writer);
        writer.CopyTo(PduType.AssociateRequest, output);
    }

    public static void Write(AssociateAccept accept, IBufferWriter<byte> output)
    {
        var writer = new ItemWriter();
        WriteAssociateHead(writer, accept.ProtocolVersion, accept.CalledAeTitle, accept.CallingAeTitle);
        writer.WriteTextItem(ItemType.ApplicationContext, accept.ApplicationContext);
        foreach (var context in accept.Contexts)
        {
            // presentation-context-ID (1), reserved (1), result/reason (1), reserved (1), transfer syntax item
            var start = writer.Begin(ItemType.AnsweredContext);
            writer.WriteByte(context.Id);
            writer.WriteByte(0);
            writer.WriteByte((byte)context.Result);
            writer.WriteByte(0);
            writer.WriteTextItem(ItemType.TransferSyntax, context.TransferSyntax);
            writer.End(start);
        }

        UserInformationWriter.Write(accept.UserInformation, writer);
        writer.CopyTo(PduType.AssociateAccept, output);
    }

    // reserved (1), result (1), source (1), reason (1)
    public static void Write(AssociateReject reject, IBufferWriter<byte> output) =>
        WriteShort(PduType.AssociateReject, (byte)reject.Result, (byte)reject.Source, reject.Reason, output);

    // reserved (1), reserved (1), source (1), reason (1)
    public static void Write(AssociateAbort abort, IBufferWriter<byte> output) =>
        WriteShort(PduType.Abort, 0, (byte)abort.Source, (byte)abort.Reason, output);

    // reserved (4)
    public static void WriteReleaseRequest(IBufferWriter<byte> output) =>
        WriteShort(PduType.ReleaseRequest, 0, 0, 0, output);

    // reserved (4)
    public static void WriteReleaseResponse(IBufferWriter<byte> output) =>
        WriteShort(PduType.ReleaseResponse, 0, 0, 0, output);

    private static void WriteShort(PduType type, byte second, byte third, byte fourth, IBufferWriter<byte> output)
    {
        Span<byte> pdu = stackalloc byte[PduHeader.Size + PduParser.ShortLength];
        new PduHeader(type, PduParser.ShortLength).Write(pdu);
        pdu[6] = 0;
        pdu[7] = second;
        pdu[8] = third;
        pdu[9] = fourth;
        output.Write(pdu);
    }

    // protocol-version (2), reserved (2), called AE title (16), calling AE title (16), reserved (32)
    private static void WriteAssociateHead(ItemWriter writer, ushort version, string called, string calling)
    {
        writer.WriteUInt16(version);
        writer.WriteUInt16(0);
        writer.WriteText(called, AeTitleWidth);
        writer.WriteText(calling, AeTitleWidth);
        writer.WriteZeros(ReservedInAssociate);
    }
}
