namespace Pacs.Network.Pdus;

/// <summary>The answer to one proposed presentation context (PS3.8 Table 9-18).</summary>
public enum ContextResult : byte
{
    Acceptance = 0,
    UserRejection = 1,
    NoReason = 2,
    AbstractSyntaxNotSupported = 3,
    TransferSyntaxesNotSupported = 4,
}
