using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Dicom.Transfer;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;

namespace Pacs.Server.Dimse;

/// <summary>
/// The C-STORE sub-operations of a C-MOVE or C-GET (PS3.4 §C.4.2.2, §C.4.3.2): each instance as it is stored, or converted
/// where the receiver takes no stored encoding. One that fails does not keep the next from being sent.
/// </summary>
internal sealed class StoreSubOperations(StoreScu receiver, string receiverAeTitle, SubOperationTally tally, ILogger logger)
{
    /// <summary>What a native data set is converted to: the first that was accepted.</summary>
    private static readonly TransferSyntax[] Conversions =
    [
        TransferSyntax.ExplicitVrLittleEndian,
        TransferSyntax.ImplicitVrLittleEndian,
        TransferSyntax.ExplicitVrBigEndian,
        TransferSyntax.DeflatedExplicitVrLittleEndian,
    ];

    /// <summary>Sends the instances one after the other, until <paramref name="cancelled"/>.</summary>
    /// <param name="instances">What was asked for.</param>
    /// <param name="originator">Whose C-MOVE this is, null for a C-GET.</param>
    /// <param name="cancelled">C-CANCEL. The instance that is on the line is sent to its end.</param>
    /// <exception cref="AssociationAbortedException">The receiver is gone; what was not sent is not counted.</exception>
    /// <exception cref="AssociationRejectedException">The receiver does not want us; what was not sent is not counted.</exception>
    public async Task RunAsync(
        IReadOnlyList<StoredInstance> instances, MoveOriginator? originator, CancellationToken cancelled)
    {
        foreach (var instance in instances)
        {
            if (cancelled.IsCancellationRequested) return;

            var (status, comment) = await SendAsync(instance, originator);
            tally.Add(instance.SopInstanceUid, status);
            if (!status.IsDone) DimseLog.SubOperationFailed(logger, instance.SopInstanceUid, receiverAeTitle, status, comment);
        }
    }

    private async Task<(DimseStatus Status, string? Comment)> SendAsync(StoredInstance instance, MoveOriginator? originator)
    {
        var accepted = await receiver.FindAcceptedAsync(instance.SopClassUid, CancellationToken.None);
        if (EncodingFor(instance, accepted) is not { } syntax)
        {
            return (DimseStatus.SopClassNotSupported, $"no presentation context was accepted that takes it, or what {instance.TransferSyntax} can be made");
        }

        var request = new CStoreRequest
        {
            AffectedSopClassUid = instance.SopClassUid,
            AffectedSopInstanceUid = instance.SopInstanceUid,
            MoveOriginatorAeTitle = originator?.AeTitle,
            MoveOriginatorMessageId = originator?.MessageId,
        };
        try
        {
            await using var dataSet = instance.OpenDataSet(syntax);
            var result = await receiver.StoreAsync(request, syntax, dataSet, CancellationToken.None);
            return (result.Status ?? DimseStatus.SopClassNotSupported, result.ErrorComment);
        }
        catch (Exception unreadable) when (unreadable is IOException or DicomFormatException)
        {
            return (DimseStatus.ProcessingFailure, unreadable.Message);
        }
    }

    private static TransferSyntax? EncodingFor(StoredInstance instance, IReadOnlyList<TransferSyntax> accepted)
    {
        if (accepted.Contains(instance.TransferSyntax)) return instance.TransferSyntax;
        return instance.TransferSyntax.IsEncapsulated ? null : Conversions.FirstOrDefault(accepted.Contains);
    }
}
