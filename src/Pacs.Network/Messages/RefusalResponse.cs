namespace Pacs.Network.Messages;

/// <summary>The response to an <see cref="InvalidRequest"/>: says only what every response has.</summary>
internal sealed record RefusalResponse(CommandField ResponseField) : ResponseCommand
{
    public override CommandField Field => ResponseField;

    internal override void Write(CommandSetWriter writer)
    {
        writer.Write(Field);
        writer.Write(CommandElement.MessageIdBeingRespondedTo, MessageIdBeingRespondedTo);
        writer.WriteDataSetType();
        writer.WriteStatus(this);
    }
}
