using Pacs.Dicom.Transfer;

namespace Pacs.Network.Client;

/// <summary>What is going to be sent: a SOP class, in the encoding it is held in.</summary>
public readonly record struct StoreProposal(string SopClassUid, TransferSyntax TransferSyntax);
