namespace Pacs.Network.Messages;

/// <summary>C-GET-RQ (PS3.7 §9.3.3).</summary>
public sealed record CGetRequest : RequestCommand
{
    public required string AffectedSopClassUid { get; init; }

    public Priority Priority { get; init; }

    public override CommandField Field => CommandField.CGetRequest;

    public override CGetResponse Respond(DimseStatus status) => new()
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        AffectedSopClassUid = AffectedSopClassUid,
    };

    internal static CGetRequest Read(ref CommandSetReader reader) => new()
    {
        MessageId = reader.RequiredUInt16(CommandElement.MessageId),
        AffectedSopClassUid = reader.RequiredText(CommandElement.AffectedSopClassUid),
        Priority = (Priority)(reader.UInt16(CommandElement.Priority) ?? 0),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.AffectedSopClassUid, AffectedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageId, MessageId);
        writer.Write(CommandElement.Priority, (ushort)Priority);
        writer.WriteDataSetType();
    }
}
