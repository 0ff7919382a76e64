namespace Pacs.Network.Messages;

/// <summary>N-CREATE-RQ (PS3.7 §10.3.5).</summary>
public sealed record NCreateRequest : RequestCommand
{
    public required string AffectedSopClassUid { get; init; }

    /// <summary>Null leaves the choice to the performer.</summary>
    public string? AffectedSopInstanceUid { get; init; }

    public override CommandField Field => CommandField.NCreateRequest;

    public override NCreateResponse Respond(DimseStatus status) => new()
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        AffectedSopClassUid = AffectedSopClassUid,
        AffectedSopInstanceUid = AffectedSopInstanceUid,
    };

    internal static NCreateRequest Read(ref CommandSetReader reader) => new()
    {
        MessageId = reader.RequiredUInt16(CommandElement.MessageId),
        AffectedSopClassUid = reader.RequiredText(CommandElement.AffectedSopClassUid),
        AffectedSopInstanceUid = reader.Text(CommandElement.AffectedSopInstanceUid),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.AffectedSopClassUid, AffectedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageId, MessageId);
        writer.WriteDataSetType();
        writer.WriteUid(CommandElement.AffectedSopInstanceUid, AffectedSopInstanceUid);
    }
}
