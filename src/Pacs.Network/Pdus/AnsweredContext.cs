namespace Pacs.Network.Pdus;

/// <summary>
/// The answer to a proposed presentation context (PS3.8 §9.3.3.2). The transfer syntax means something only on
/// acceptance.
/// </summary>
public sealed record AnsweredContext(byte Id, ContextResult Result, string TransferSyntax);
