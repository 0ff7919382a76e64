namespace Pacs.Network.Pdus;

/// <summary>
/// SOP class extended negotiation: bytes that the SOP class's service gives a meaning (PS3.7 §D.3.3.5).
/// </summary>
public sealed record ExtendedNegotiation(string SopClassUid, ReadOnlyMemory<byte> ApplicationInformation);
