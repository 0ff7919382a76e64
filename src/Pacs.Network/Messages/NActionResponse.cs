namespace Pacs.Network.Messages;

/// <summary>N-ACTION-RSP (PS3.7 §10.3.4).</summary>
public sealed record NActionResponse : ResponseCommand
{
    public string? AffectedSopClassUid { get; init; }

    public string? AffectedSopInstanceUid { get; init; }

    public ushort? ActionTypeId { get; init; }

    public override CommandField Field => CommandField.NActionResponse;

    internal static NActionResponse Read(ref CommandSetReader reader) => new()
    {
        MessageIdBeingRespondedTo = reader.RequiredUInt16(CommandElement.MessageIdBeingRespondedTo),
        Status = new DimseStatus(reader.RequiredUInt16(CommandElement.Status)),
        ErrorComment = reader.Text(CommandElement.ErrorComment),
        OffendingElements = reader.Tags(CommandElement.OffendingElement),
        AffectedSopClassUid = reader.Text(CommandElement.AffectedSopClassUid),
        AffectedSopInstanceUid = reader.Text(CommandElement.AffectedSopInstanceUid),
        ActionTypeId = reader.UInt16(CommandElement.ActionTypeId),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.AffectedSopClassUid, AffectedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageIdBeingRespondedTo, MessageIdBeingRespondedTo);
        writer.WriteDataSetType();
        writer.WriteStatus(this);
        writer.WriteUid(CommandElement.AffectedSopInstanceUid, AffectedSopInstanceUid);
        writer.Write(CommandElement.ActionTypeId, ActionTypeId);
    }
}
