namespace Pacs.Network.Messages;

/// <summary>N-CREATE-RSP (PS3.7 §10.3.5).</summary>
public sealed record NCreateResponse : ResponseCommand
{
    public string? AffectedSopClassUid { get; init; }

    public string? AffectedSopInstanceUid { get; init; }

    public override CommandField Field => CommandField.NCreateResponse;

    internal static NCreateResponse Read(ref CommandSetReader reader) => new()
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
