using Pacs.Dicom.Transfer;

namespace Pacs.Network.Client;

/// <summary>What is going to be sent: a SOP class, in the encoding it is held in.</summary>
/// <param name="SopClassUid">The SOP class.</param>
/// <param name="TransferSyntax">The encoding.</param>
/// <param name="HasNativeForm">True when it can be sent in any native encoding, too.</param>
public readonly record struct StoreProposal(string SopClassUid, TransferSyntax TransferSyntax, bool HasNativeForm)
{
    /// <summary>What is sent as it is held, or converted when it is native.</summary>
    public StoreProposal(string sopClassUid, TransferSyntax transferSyntax)
        : this(sopClassUid, transferSyntax, !transferSyntax.IsEncapsulated)
    {
    }
}
