namespace Pacs.Network.Messages;

/// <summary>N-SET-RQ (PS3.7 §10.3.3).</summary>
public sealed record NSetRequest : RequestCommand
{
    public required string RequestedSopClassUid { get; init; }

    public required string RequestedSopInstanceUid { get; init; }

    public override CommandField Field => CommandField.NSetRequest;

    public override NSetResponse Respond(DimseStatus status) => new()
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        AffectedSopClassUid = RequestedSopClassUid,
        AffectedSopInstanceUid = RequestedSopInstanceUid,
    };

    internal static NSetRequest Read(ref CommandSetReader reader) => new()
    {
        MessageId = reader.RequiredUInt16(CommandElement.MessageId),
        RequestedSopClassUid = reader.RequiredText(CommandElement.RequestedSopClassUid),
        RequestedSopInstanceUid = reader.RequiredText(CommandElement.RequestedSopInstanceUid),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.RequestedSopClassUid, RequestedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageId, MessageId);
        writer.WriteDataSetType();
        writer.WriteUid(CommandElement.RequestedSopInstanceUid, RequestedSopInstanceUid);
    }
}
