namespace Pacs.Network.Pdus;

/// <summary>
/// SOP class common extended negotiation: which service a SOP class belongs to and which general SOP classes stand in
/// for it (PS3.7 §D.3.3.6). Never answered.
/// </summary>
public sealed record CommonExtendedNegotiation(
    string SopClassUid,
    string ServiceClassUid,
    IReadOnlyList<string> RelatedGeneralSopClassUids);
