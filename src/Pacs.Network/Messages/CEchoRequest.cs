namespace Pacs.Network.Messages;

/// <summary>C-ECHO-RQ (PS3.7 §9.3.5).</summary>
public sealed record CEchoRequest : RequestCommand
{
    public required string AffectedSopClassUid { get; init; }

    public override CommandField Field => CommandField.CEchoRequest;

    public override CEchoResponse Respond(DimseStatus status) => new()
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        AffectedSopClassUid = AffectedSopClassUid,
    };

    internal static CEchoRequest Read(ref CommandSetReader reader) => new()
    {
        MessageId = reader.RequiredUInt16(CommandElement.MessageId),
        AffectedSopClassUid = reader.RequiredText(CommandElement.AffectedSopClassUid),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.AffectedSopClassUid, AffectedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageId, MessageId);
        writer.WriteDataSetType();
    }
}
