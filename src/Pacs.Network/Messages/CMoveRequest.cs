namespace Pacs.Network.Messages;

/// <summary>C-MOVE-RQ (PS3.7 §9.3.4).</summary>
public sealed record CMoveRequest : RequestCommand
{
    public required string AffectedSopClassUid { get; init; }

    /// <summary>The AE title to send to.</summary>
    public required string MoveDestination { get; init; }

    public Priority Priority { get; init; }

    public override CommandField Field => CommandField.CMoveRequest;

    public override CMoveResponse Respond(DimseStatus status) => new()
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        AffectedSopClassUid = AffectedSopClassUid,
    };

    internal static CMoveRequest Read(ref CommandSetReader reader) => new()
    {
        MessageId = reader.RequiredUInt16(CommandElement.MessageId),
        AffectedSopClassUid = reader.RequiredText(CommandElement.AffectedSopClassUid),
        MoveDestination = reader.RequiredText(CommandElement.MoveDestination),
        Priority = (Priority)(reader.UInt16(CommandElement.Priority) ?? 0),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.AffectedSopClassUid, AffectedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageId, MessageId);
        writer.WriteAeTitle(CommandElement.MoveDestination, MoveDestination);
        writer.Write(CommandElement.Priority, (ushort)Priority);
        writer.WriteDataSetType();
    }
}
