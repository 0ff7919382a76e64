using Pacs.Dicom.Transfer;
using Pacs.Network.Messages;

namespace Pacs.Network.Client;

/// <summary>Asks whether a peer answers (PS3.4 Annex A).</summary>
public static class EchoScu
{
    private const string Verification = "1.2.840.10008.1.1";

    /// <inheritdoc cref="PeerConnection.AssociateAsync"/>
    /// <exception cref="ContextNotAcceptedException">The peer does not offer verification.</exception>
    public static async Task<DimseStatus> EchoAsync(
        PeerAddress peer, ScuOptions options, CancellationToken cancellationToken)
    {
        // Every peer has to know Implicit VR Little Endian (PS3.5 §10.1), and an echo has nothing to encode.
        (string, IReadOnlyList<string>)[] contexts = [(Verification, [TransferSyntax.ImplicitVrLittleEndian.Uid])];
        await using var association =
            await PeerConnection.AssociateAsync(peer, contexts, [], options, cancellationToken);
        var context = association.FindContexts(Verification).FirstOrDefault()
            ?? throw new ContextNotAcceptedException(peer, Verification);

        var request = new CEchoRequest { AffectedSopClassUid = Verification };
        await using var operation = await association.SendAsync(context, request, cancellationToken);
        var response = await operation.ReadFinalResponseAsync(cancellationToken);
        await association.ReleaseAsync(cancellationToken);
        return response.Status;
    }
}
