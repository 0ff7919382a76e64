namespace Pacs.Network.Messages;

/// <summary>C-STORE-RQ (PS3.7 §9.3.1).</summary>
public sealed record CStoreRequest : RequestCommand
{
    public required string AffectedSopClassUid { get; init; }

    public Priority Priority { get; init; }

    public required string AffectedSopInstanceUid { get; init; }

    /// <summary>Who asked for the C-MOVE that this is a sub-operation of; null otherwise.</summary>
    public string? MoveOriginatorAeTitle { get; init; }

    /// <summary>The message ID of that C-MOVE, which may be 0.</summary>
    public ushort? MoveOriginatorMessageId { get; init; }

    public override CommandField Field => CommandField.CStoreRequest;

    public override CStoreResponse Respond(DimseStatus status) => new()
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        AffectedSopClassUid = AffectedSopClassUid,
        AffectedSopInstanceUid = AffectedSopInstanceUid,
    };

    internal static CStoreRequest Read(ref CommandSetReader reader) => new()
    {
        MessageId = reader.RequiredUInt16(CommandElement.MessageId),
        AffectedSopClassUid = reader.RequiredText(CommandElement.AffectedSopClassUid),
        Priority = (Priority)(reader.UInt16(CommandElement.Priority) ?? 0),
        AffectedSopInstanceUid = reader.RequiredText(CommandElement.AffectedSopInstanceUid),
        MoveOriginatorAeTitle = reader.Text(CommandElement.MoveOriginatorAeTitle),
        MoveOriginatorMessageId = reader.UInt16(CommandElement.MoveOriginatorMessageId),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.AffectedSopClassUid, AffectedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageId, MessageId);
        writer.Write(CommandElement.Priority, (ushort)Priority);
        writer.WriteDataSetType();
        writer.WriteUid(CommandElement.AffectedSopInstanceUid, AffectedSopInstanceUid);
        writer.WriteAeTitle(CommandElement.MoveOriginatorAeTitle, MoveOriginatorAeTitle);
        writer.Write(CommandElement.MoveOriginatorMessageId, MoveOriginatorMessageId);
    }
}
