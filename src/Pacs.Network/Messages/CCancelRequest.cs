namespace Pacs.Network.Messages;

/// <summary>
/// C-CANCEL-RQ (PS3.7 §9.3.2.3): asks to end an operation that still runs. It has no response of its own.
/// </summary>
public sealed record CCancelRequest : Command
{
    public required ushort MessageIdBeingRespondedTo { get; init; }

    public override CommandField Field => CommandField.CCancelRequest;

    internal static CCancelRequest Read(ref CommandSetReader reader) => new()
    {
        MessageIdBeingRespondedTo = reader.RequiredUInt16(CommandElement.MessageIdBeingRespondedTo),
    };

    internal override void Write(CommandSetWriter writer)
    {
        writer.Write(Field);
        writer.Write(CommandElement.MessageIdBeingRespondedTo, MessageIdBeingRespondedTo);
        writer.WriteDataSetType();
    }
}
