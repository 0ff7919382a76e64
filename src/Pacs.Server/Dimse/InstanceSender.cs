using Pacs.Archive.Retrieve;
using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Messages;

namespace Pacs.Server.Dimse;

/// <summary>Sends stored instances as C-STORE sub-operations, converted only where the receiver takes no stored encoding.</summary>
internal static class InstanceSender
{
    /// <summary>What a native data set is converted to: the first that was accepted.</summary>
    private static readonly TransferSyntax[] Conversions =
    [
        TransferSyntax.ExplicitVrLittleEndian,
        TransferSyntax.ImplicitVrLittleEndian,
        TransferSyntax.ExplicitVrBigEndian,
        TransferSyntax.DeflatedExplicitVrLittleEndian,
    ];

    /// <summary>
    /// Sends one instance and waits for the answer. What cannot be sent is answered as the receiver might have: it counts
    /// as a failed sub-operation, and the next one is tried.
    /// </summary>
    /// <exception cref="AssociationAbortedException">The association ended; nothing more can be sent.</exception>
    public static async Task<SubOperationResult> SendAsync(
        Association association, StoredInstance instance, MoveOriginator? originator, CancellationToken cancellationToken)
    {
        if (ContextFor(association, instance) is not { } context)
        {
            return new SubOperationResult(
                DimseStatus.SopClassNotSupported, $"no presentation context was accepted that it can be sent in ({instance.TransferSyntax})");
        }

        try
        {
            await using var dataSet = instance.OpenDataSet(context.TransferSyntax);
            var request = new CStoreRequest
            {
                AffectedSopClassUid = instance.SopClassUid,
                AffectedSopInstanceUid = instance.SopInstanceUid,
                MoveOriginatorAeTitle = originator?.AeTitle,
                MoveOriginatorMessageId = originator?.MessageId,
            };
            await using var operation = await association.SendAsync(context, request, dataSet, cancellationToken);
            var response = await operation.ReadFinalResponseAsync(CancellationToken.None); // the instance is with the receiver
            return new SubOperationResult(response.Status, response.Command.ErrorComment);
        }
        catch (IOException unreadable)
        {
            return new SubOperationResult(DimseStatus.ProcessingFailure, unreadable.Message);
        }
    }

    private static PresentationContext? ContextFor(Association association, StoredInstance instance)
    {
        var contexts = association.FindContexts(instance.SopClassUid).Where(context => context.IsScu).ToList();
        if (contexts.Find(context => context.TransferSyntax == instance.TransferSyntax) is { } asStored) return asStored;
        if (instance.TransferSyntax.IsEncapsulated) return null;

        return Conversions
            .Select(syntax => contexts.Find(context => context.TransferSyntax == syntax))
            .FirstOrDefault(context => context is not null);
    }
}
