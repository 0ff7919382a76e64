namespace Pacs.Network.Pdus;

/// <summary>
/// What the requestor would like to talk about, and in which encodings (PS3.8 §9.3.2.2). The ID is odd, 1 to 255.
/// </summary>
public sealed record ProposedContext(byte Id, string AbstractSyntax, IReadOnlyList<string> TransferSyntaxes);
