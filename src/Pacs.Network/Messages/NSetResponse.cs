namespace Pacs.Network.Messages;

/// <summary>N-SET-RSP (PS3.7 §10.3.3).</summary>
public sealed record NSetResponse : ResponseCommand
{
    public string? AffectedSopClassUid { get; init; }

    public string? AffectedSopInstanceUid { get; init; }

    public override CommandField Field => CommandField.NSetResponse;

    internal static NSetResponse Read(ref CommandSetReader reader) => new()
    {
        MessageIdBeingRespondedTo = reader.RequiredUInt16(CommandElement.MessageIdBeingRespondedTo),
        Status = new DimseStatus(reader.RequiredUInt16(CommandElement.Status)),
        ErrorComment = reader.Text(CommandElement.ErrorComment),
        OffendingElements = reader.Tags(CommandElement.OffendingElement),
        AffectedSopClassUid = reader.Text(CommandElement.AffectedSopClassUid),
        AffectedSopInstanceUid = reader.Text(CommandElement.AffectedSopInstanceUid),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.AffectedSopClassUid, AffectedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageIdBeingRespondedTo, MessageIdBeingRespondedTo);
        writer.WriteDataSetType();
        writer.WriteStatus(this);
        writer.WriteUid(CommandElement.AffectedSopInstanceUid, AffectedSopInstanceUid);
    }
}
