namespace Pacs.Conformance.Tests.Raw;

/// <summary>One DIMSE message as received: its command set, and its data set's bytes when it has one.</summary>
internal sealed record RawMessage(byte Context, RawElements Command, byte[]? DataSet)
{
    public ushort Field => Command.UInt16(Tags.CommandField);

    public ushort Status => Command.UInt16(Tags.Status);

    public bool IsPending => Status is 0xFF00 or 0xFF01;

    public RawElements Identifier => RawElements.ReadImplicit(DataSet);
}
