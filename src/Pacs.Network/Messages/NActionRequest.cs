namespace Pacs.Network.Messages;

/// <summary>N-ACTION-RQ (PS3.7 §10.3.4).</summary>
public sealed record NActionRequest : RequestCommand
{
    public required string RequestedSopClassUid { get; init; }

    public required string RequestedSopInstanceUid { get; init; }

    public required ushort ActionTypeId { get; init; }

    public override CommandField Field => CommandField.NActionRequest;

    public override NActionResponse Respond(DimseStatus status) => new()
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        AffectedSopClassUid = RequestedSopClassUid,
        AffectedSopInstanceUid = RequestedSopInstanceUid,
        ActionTypeId = ActionTypeId,
    };

    internal static NActionRequest Read(ref CommandSetReader reader) => new()
    {
        MessageId = reader.RequiredUInt16(CommandElement.MessageId),
        RequestedSopClassUid = reader.RequiredText(CommandElement.RequestedSopClassUid),
        RequestedSopInstanceUid = reader.RequiredText(CommandElement.RequestedSopInstanceUid),
        ActionTypeId = reader.RequiredUInt16(CommandElement.ActionTypeId),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.RequestedSopClassUid, RequestedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageId, MessageId);
        writer.WriteDataSetType();
        writer.WriteUid(CommandElement.RequestedSopInstanceUid, RequestedSopInstanceUid);
        writer.Write(CommandElement.ActionTypeId, ActionTypeId);
    }
}
