namespace Pacs.Conformance.Tests.Raw;

/// <summary>Command Field values (PS3.7 §E.1).</summary>
internal static class Commands
{
    public const ushort CStore = 0x0001;
    public const ushort CStoreResponse = 0x8001;
    public const ushort CGet = 0x0010;
    public const ushort CGetResponse = 0x8010;
    public const ushort CFind = 0x0020;
    public const ushort CFindResponse = 0x8020;
    public const ushort CMove = 0x0021;
    public const ushort CMoveResponse = 0x8021;
    public const ushort CEcho = 0x0030;
    public const ushort CEchoResponse = 0x8030;
    public const ushort CCancel = 0x0FFF;

    public const ushort NoDataSet = 0x0101;

    public static RawElements Echo(ushort messageId) => new RawElements()
        .Add(Tags.AffectedSopClass, "UI", Uids.Verification)
        .AddUInt16(Tags.CommandField, CEcho)
        .AddUInt16(Tags.MessageId, messageId)
        .AddUInt16(Tags.CommandDataSetType, NoDataSet);

    public static RawElements Store(ushort messageId, string sopClass, string sopInstance) => new RawElements()
        .Add(Tags.AffectedSopClass, "UI", sopClass)
        .AddUInt16(Tags.CommandField, CStore)
        .AddUInt16(Tags.MessageId, messageId)
        .AddUInt16(Tags.Priority, 0)
        .AddUInt16(Tags.CommandDataSetType, 1)
        .Add(Tags.AffectedSopInstance, "UI", sopInstance);

    public static RawElements StoreResponse(RawMessage request, ushort status) => new RawElements()
        .Add(Tags.AffectedSopClass, "UI", request.Command[Tags.AffectedSopClass]!)
        .AddUInt16(Tags.CommandField, CStoreResponse)
        .AddUInt16(Tags.MessageIdRespondedTo, request.Command.UInt16(Tags.MessageId))
        .AddUInt16(Tags.CommandDataSetType, NoDataSet)
        .AddUInt16(Tags.Status, status)
        .Add(Tags.AffectedSopInstance, "UI", request.Command[Tags.AffectedSopInstance]!);

    public static RawElements Find(ushort messageId, string sopClass) => Query(CFind, messageId, sopClass);

    public static RawElements Get(ushort messageId, string sopClass) => Query(CGet, messageId, sopClass);

    public static RawElements Move(ushort messageId, string sopClass, string destination) => new RawElements()
        .Add(Tags.AffectedSopClass, "UI", sopClass)
        .AddUInt16(Tags.CommandField, CMove)
        .AddUInt16(Tags.MessageId, messageId)
        .Add(Tags.MoveDestination, "AE", destination)
        .AddUInt16(Tags.Priority, 0)
        .AddUInt16(Tags.CommandDataSetType, 1);

    public static RawElements Cancel(ushort messageId) => new RawElements()
        .AddUInt16(Tags.CommandField, CCancel)
        .AddUInt16(Tags.MessageIdRespondedTo, messageId)
        .AddUInt16(Tags.CommandDataSetType, NoDataSet);

    private static RawElements Query(ushort command, ushort messageId, string sopClass) => new RawElements()
        .Add(Tags.AffectedSopClass, "UI", sopClass)
        .AddUInt16(Tags.CommandField, command)
        .AddUInt16(Tags.MessageId, messageId)
        .AddUInt16(Tags.Priority, 0)
        .AddUInt16(Tags.CommandDataSetType, 1);
}
