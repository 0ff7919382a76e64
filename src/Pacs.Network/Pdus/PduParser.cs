using System.Buffers;

namespace Pacs.Network.Pdus;

/// <summary>Gives meaning to the variable field of a PDU that has arrived whole (PS3.8 §9.3).</summary>
internal static class PduParser
{
    private const int AeTitleWidth = 16;
    private const int ReservedInAssociate = 32;

    /// <summary>Length of the variable field of every PDU but A-ASSOCIATE-RQ, -AC and P-DATA-TF.</summary>
    public const int ShortLength = 4;

    public static OperationStatus ParseAssociateRequest(in ReadOnlySequence<byte> body, out AssociateRequest? request)
    {
        request = null;
        var reader = new ItemReader(body.IsSingleSegment ? body.FirstSpan : body.ToArray());
        var version = ReadAssociateHead(ref reader, out var called, out var calling);

        var applicationContext = "";
        List<ProposedContext> contexts = [];
        var user = new UserInformation();
        while (reader.TryReadItem(out var type, out var item))
        {
            switch (type)
            {
                case ItemType.ApplicationContext:
                    applicationContext = item.ReadRestAsText();
                    break;
                case ItemType.ProposedContext:
                    if (ParseContext(ref item) is not { } context) return OperationStatus.InvalidData;
                    if (Holds(contexts, context.Id)) return OperationStatus.InvalidData;
                    contexts.Add(context);
                    break;
                case ItemType.UserInformation:
                    if (UserInformationParser.Parse(ref item) is not { } parsed) return OperationStatus.InvalidData;
                    user = parsed;
                    break;
                default:
                    break; // items we do not know are ignored (PS3.8 §9.3.1)
            }
        }

        if (!reader.IsValid) return OperationStatus.InvalidData;

        request = new AssociateRequest
        {
            ProtocolVersion = version,
            CalledAeTitle = called,
            CallingAeTitle = calling,
            ApplicationContext = applicationContext,
            Contexts = contexts,
            UserInformation = user,
        };
        return OperationStatus.Done;
    }

    public static OperationStatus ParseAssociateAccept(in ReadOnlySequence<byte> body, out AssociateAccept? accept)
    {
        accept = null;
        var reader = new ItemReader(body.IsSingleSegment ? body.FirstSpan : body.ToArray());
        var version = ReadAssociateHead(ref reader, out var called, out var calling);

        var applicationContext = "";
        List<AnsweredContext> contexts = [];
        var user = new UserInformation();
        while (reader.TryReadItem(out var type, out var item))
        {
            switch (type)
            {
                case ItemType.ApplicationContext:
                    applicationContext = item.ReadRestAsText();
                    break;
                case ItemType.AnsweredContext:
                    if (ParseAnswer(ref item) is not { } answer) return OperationStatus.InvalidData;
                    contexts.Add(answer);
                    break;
                case ItemType.UserInformation:
                    if (UserInformationParser.Parse(ref item) is not { } parsed) return OperationStatus.InvalidData;
                    user = parsed;
                    break;
                default:
                    break;
            }
        }

        if (!reader.IsValid) return OperationStatus.InvalidData;

        accept = new AssociateAccept
        {
            ProtocolVersion = version,
            CalledAeTitle = called,
            CallingAeTitle = calling,
            ApplicationContext = applicationContext,
            Contexts = contexts,
            UserInformation = user,
        };
        return OperationStatus.Done;
    }

    public static OperationStatus ParseAssociateReject(in ReadOnlySequence<byte> body, out AssociateReject? reject)
    {
        reject = null;
        if (body.Length != ShortLength) return OperationStatus.InvalidData;

        Span<byte> bytes = stackalloc byte[ShortLength];
        body.CopyTo(bytes);
        reject = new AssociateReject((RejectResult)bytes[1], (RejectSource)bytes[2], bytes[3]);
        return OperationStatus.Done;
    }

    public static OperationStatus ParseAbort(in ReadOnlySequence<byte> body, out AssociateAbort abort)
    {
        abort = default;
        if (body.Length != ShortLength) return OperationStatus.InvalidData;

        Span<byte> bytes = stackalloc byte[ShortLength];
        body.CopyTo(bytes);
        abort = new AssociateAbort((AbortSource)bytes[2], (AbortReason)bytes[3]);
        return OperationStatus.Done;
    }

    private static ushort ReadAssociateHead(ref ItemReader reader, out string called, out string calling)
    {
        // protocol-version (2), reserved (2), called AE title (16), calling AE title (16), reserved (32)
        var version = reader.ReadUInt16();
        reader.Skip(2);
        called = reader.ReadText(AeTitleWidth);
        calling = reader.ReadText(AeTitleWidth);
        reader.Skip(ReservedInAssociate);
        return version;
    }

    private static ProposedContext? ParseContext(ref ItemReader reader)
    {
        // presentation-context-ID (1), reserved (3), abstract syntax item, transfer syntax items
        var id = reader.ReadByte();
        reader.Skip(3);

        string? abstractSyntax = null;
        List<string> transferSyntaxes = [];
        while (reader.TryReadItem(out var type, out var item))
        {
            if (type == ItemType.AbstractSyntax) abstractSyntax = item.ReadRestAsText();
            else if (type == ItemType.TransferSyntax) transferSyntaxes.Add(item.ReadRestAsText());
        }

        return reader.IsValid && (id & 1) == 1 && abstractSyntax is not null
            ? new ProposedContext(id, abstractSyntax, transferSyntaxes)
            : null;
    }

    private static AnsweredContext? ParseAnswer(ref ItemReader reader)
    {
        // presentation-context-ID (1), reserved (1), result/reason (1), reserved (1), transfer syntax item
        var id = reader.ReadByte();
        reader.Skip(1);
        var result = (ContextResult)reader.ReadByte();
        reader.Skip(1);

        var transferSyntax = "";
        while (reader.TryReadItem(out var type, out var item))
        {
            if (type == ItemType.TransferSyntax) transferSyntax = item.ReadRestAsText();
        }

        return reader.IsValid ? new AnsweredContext(id, result, transferSyntax) : null;
    }

    private static bool Holds(List<ProposedContext> contexts, byte id)
    {
        foreach (var context in contexts)
        {
            if (context.Id == id) return true;
        }

        return false;
    }
}
