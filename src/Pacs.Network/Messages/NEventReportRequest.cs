namespace Pacs.Network.Messages;

/// <summary>N-EVENT-REPORT-RQ (PS3.7 §10.3.1).</summary>
public sealed record NEventReportRequest : RequestCommand
{
    public required string AffectedSopClassUid { get; init; }

    public required string AffectedSopInstanceUid { get; init; }

    public required ushort EventTypeId { get; init; }

    public override CommandField Field => CommandField.NEventReportRequest;

    public override NEventReportResponse Respond(DimseStatus status) => new()
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        AffectedSopClassUid = AffectedSopClassUid,
        AffectedSopInstanceUid = AffectedSopInstanceUid,
        EventTypeId = EventTypeId,
    };

    internal static NEventReportRequest Read(ref CommandSetReader reader) => new()
    {
        MessageId = reader.RequiredUInt16(CommandElement.MessageId),
        AffectedSopClassUid = reader.RequiredText(CommandElement.AffectedSopClassUid),
        AffectedSopInstanceUid = reader.RequiredText(CommandElement.AffectedSopInstanceUid),
        EventTypeId = reader.RequiredUInt16(CommandElement.EventTypeId),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.AffectedSopClassUid, AffectedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageId, MessageId);
        writer.WriteDataSetType();
        writer.WriteUid(CommandElement.AffectedSopInstanceUid, AffectedSopInstanceUid);
        writer.Write(CommandElement.EventTypeId, EventTypeId);
    }
}
