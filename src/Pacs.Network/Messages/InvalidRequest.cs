using Pacs.Dicom.DataSets;

namespace Pacs.Network.Messages;

/// <summary>
/// A request that cannot be performed as it stands: an operation nobody knows, or a mandatory element missing
/// (PS3.7 §C.5). It never leaves the association, which answers it.
/// </summary>
internal sealed record InvalidRequest(CommandField RequestField, DimseStatus Fault, CommandElement? Offending)
    : RequestCommand
{
    public override CommandField Field => RequestField;

    private CommandField ResponseField => (CommandField)((ushort)RequestField | CommandParser.ResponseBit);

    public override RefusalResponse Respond(DimseStatus status) => new(ResponseField)
    {
        MessageIdBeingRespondedTo = MessageId,
        Status = status,
        OffendingElements = Offending is { } element ? [new Tag(0x0000, (ushort)element)] : [],
    };

    internal override void Write(CommandSetWriter writer) =>
        throw new NotSupportedException("A request that was not understood is not sent.");
}
