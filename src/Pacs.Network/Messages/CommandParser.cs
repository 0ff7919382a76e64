using System.Buffers;

namespace Pacs.Network.Messages;

/// <summary>Turns a whole command set into its message (PS3.7 §6.3.1 and Annex E).</summary>
internal static class CommandParser
{
    public const ushort ResponseBit = 0x8000;

    /// <summary>
    /// Invalid is only what cannot even be answered. A request that names no SOP class, or an operation that nobody
    /// knows, is an <see cref="InvalidRequest"/>.
    /// </summary>
    public static OperationStatus Parse(ReadOnlySpan<byte> bytes, out Command? command, out bool hasDataSet)
    {
        command = null;
        hasDataSet = false;
        var reader = new CommandSetReader(bytes);
        if (!reader.IsWellFormed || reader.UInt16(CommandElement.CommandField) is not { } field)
        {
            return OperationStatus.InvalidData;
        }

        hasDataSet = reader.UInt16(CommandElement.CommandDataSetType) is { } type && type != CommandSetWriter.NoDataSet;
        command = Read((CommandField)field, ref reader);
        if (command is RequestCommand || (command is null && (field & ResponseBit) == 0))
        {
            return CheckRequest(reader, field, hasDataSet, ref command);
        }

        return command is not null && reader.Offending is null ? OperationStatus.Done : OperationStatus.InvalidData;
    }

    private static Command? Read(CommandField field, ref CommandSetReader reader) => field switch
    {
        CommandField.CStoreRequest => CStoreRequest.Read(ref reader),
        CommandField.CStoreResponse => CStoreResponse.Read(ref reader),
        CommandField.CGetRequest => CGetRequest.Read(ref reader),
        CommandField.CGetResponse => CGetResponse.Read(ref reader),
        CommandField.CFindRequest => CFindRequest.Read(ref reader),
        CommandField.CFindResponse => CFindResponse.Read(ref reader),
        CommandField.CMoveRequest => CMoveRequest.Read(ref reader),
        CommandField.CMoveResponse => CMoveResponse.Read(ref reader),
        CommandField.CEchoRequest => CEchoRequest.Read(ref reader),
        CommandField.CEchoResponse => CEchoResponse.Read(ref reader),
        CommandField.NEventReportRequest => NEventReportRequest.Read(ref reader),
        CommandField.NEventReportResponse => NEventReportResponse.Read(ref reader),
        CommandField.NGetRequest => NGetRequest.Read(ref reader),
        CommandField.NGetResponse => NGetResponse.Read(ref reader),
        CommandField.NSetRequest => NSetRequest.Read(ref reader),
        CommandField.NSetResponse => NSetResponse.Read(ref reader),
        CommandField.NActionRequest => NActionRequest.Read(ref reader),
        CommandField.NActionResponse => NActionResponse.Read(ref reader),
        CommandField.NCreateRequest => NCreateRequest.Read(ref reader),
        CommandField.NCreateResponse => NCreateResponse.Read(ref reader),
        CommandField.NDeleteRequest => NDeleteRequest.Read(ref reader),
        CommandField.NDeleteResponse => NDeleteResponse.Read(ref reader),
        CommandField.CCancelRequest => CCancelRequest.Read(ref reader),
        _ => null,
    };

    private static OperationStatus CheckRequest(
        CommandSetReader reader, ushort field, bool hasDataSet, ref Command? command)
    {
        // Without a message ID there is nothing that an answer could refer to.
        if (reader.UInt16(CommandElement.MessageId) is not { } messageId) return OperationStatus.InvalidData;

        var offending = reader.Offending;
        if (!hasDataSet && NeedsDataSet(command)) offending ??= CommandElement.CommandDataSetType;
        if (command is not null && offending is null) return OperationStatus.Done;

        var fault = command is null ? DimseStatus.UnrecognizedOperation : DimseStatus.MistypedArgument;
        command = new InvalidRequest((CommandField)field, fault, offending) { MessageId = messageId };
        return OperationStatus.Done;
    }

    private static bool NeedsDataSet(Command? command) =>
        command is CStoreRequest or CFindRequest or CMoveRequest or CGetRequest or NSetRequest;
}
