namespace Pacs.Network.Messages;

/// <summary>C-MOVE-RSP (PS3.7 §9.3.4).</summary>
public sealed record CMoveResponse : ResponseCommand
{
    public string? AffectedSopClassUid { get; init; }

    public SubOperations SubOperations { get; init; }

    public override CommandField Field => CommandField.CMoveResponse;

    internal static CMoveResponse Read(ref CommandSetReader reader) => new()
    {
        MessageIdBeingRespondedTo = reader.RequiredUInt16(CommandElement.MessageIdBeingRespondedTo),
        Status = new DimseStatus(reader.RequiredUInt16(CommandElement.Status)),
        ErrorComment = reader.Text(CommandElement.ErrorComment),
        OffendingElements = reader.Tags(CommandElement.OffendingElement),
        AffectedSopClassUid = reader.Text(CommandElement.AffectedSopClassUid),
        SubOperations = SubOperations.Read(ref reader),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.AffectedSopClassUid, AffectedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageIdBeingRespondedTo, MessageIdBeingRespondedTo);
        writer.WriteDataSetType();
        writer.WriteStatus(this);
        writer.WriteCounts(SubOperations);
    }
}
