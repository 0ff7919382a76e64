namespace Pacs.LoadClient.Wire;

/// <summary>A presentation context to ask for, with one transfer syntax.</summary>
/// <param name="AbstractSyntax">What for.</param>
/// <param name="TransferSyntax">In which encoding.</param>
/// <param name="IsReceived">True when the server is to send: C-GET.</param>
internal sealed record Proposal(string AbstractSyntax, string TransferSyntax, bool IsReceived = false);
