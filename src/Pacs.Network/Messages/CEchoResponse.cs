namespace Pacs.Network.Messages;

/// <summary>C-ECHO-RSP (PS3.7 §9.3.5).</summary>
public sealed record CEchoResponse : ResponseCommand
{
    public string? AffectedSopClassUid { get; init; }

    public override CommandField Field => CommandField.CEchoResponse;

    internal static CEchoResponse Read(ref CommandSetReader reader) => new()
    {
        MessageIdBeingRespondedTo = reader.RequiredUInt16(CommandElement.MessageIdBeingRespondedTo),
        Status = new DimseStatus(reader.RequiredUInt16(CommandElement.Status)),
        ErrorComment = reader.Text(CommandElement.ErrorComment),
        OffendingElements = reader.Tags(CommandElement.OffendingElement),
        AffectedSopClassUid = reader.Text(CommandElement.AffectedSopClassUid),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.WriteUid(CommandElement.AffectedSopClassUid, AffectedSopClassUid);
        writer.Write(Field);
        writer.Write(CommandElement.MessageIdBeingRespondedTo, MessageIdBeingRespondedTo);
        writer.WriteDataSetType();
        writer.WriteStatus(this);
    }
}
