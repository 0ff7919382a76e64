namespace Pacs.Network.Messages;

/// <summary>N-DELETE-RQ (PS3.7 §10.3.6).</summary>
public sealed record NDeleteRequest : RequestCommand
{
    public required string RequestedSopClassUid { get; init; }

    public required string RequestedSopInstanceUid { get; init; }

    public override CommandField Field => CommandField.NDeleteRequest;

    public override NDeleteResponse Respond(DimseStatus status) => new()
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        AffectedSopClassUid = RequestedSopClassUid,
        AffectedSopInstanceUid = RequestedSopInstanceUid,
    };

    internal static NDeleteRequest Read(ref CommandSetReader reader) => new()
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
