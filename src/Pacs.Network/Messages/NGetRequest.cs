using Pacs.Dicom.DataSets;

namespace Pacs.Network.Messages;

/// <summary>N-GET-RQ (PS3.7 §10.3.2).</summary>
public sealed record NGetRequest : RequestCommand
{
    public required string RequestedSopClassUid { get; init; }

    public required string RequestedSopInstanceUid { get; init; }

    /// <summary>The attributes wanted; none asks for all.</summary>
    public IReadOnlyList<Tag> AttributeIdentifierList { get; init; } = [];

    public override CommandField Field => CommandField.NGetRequest;

    public override NGetResponse Respond(DimseStatus status) => new()
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        AffectedSopClassUid = RequestedSopClassUid,
        AffectedSopInstanceUid = RequestedSopInstanceUid,
    };

    internal static NGetRequest Read(ref CommandSetReader reader) => new()
    {
        MessageId = reader.RequiredUInt16(CommandElement.MessageId),
        RequestedSopClassUid = reader.RequiredText(CommandElement.RequestedSopClassUid),
        RequestedSopInstanceUid = reader.RequiredText(CommandElement.RequestedSopInstanceUid),
        AttributeIdentifierList = reader.Tags(CommandElement.AttributeIdentifierList),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.RequestedSopClassUid, RequestedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageId, MessageId);
        writer.WriteDataSetType();
        writer.WriteUid(CommandElement.RequestedSopInstanceUid, RequestedSopInstanceUid);
        writer.WriteTags(CommandElement.AttributeIdentifierList, AttributeIdentifierList);
    }
}
