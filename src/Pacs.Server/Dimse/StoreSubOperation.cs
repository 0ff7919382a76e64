using Pacs.Archive.Retrieve;
using Pacs.Dicom;
using Pacs.Dicom.Transfer;
using Pacs.Imaging.Transcoding;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Network.Messages;

namespace Pacs.Server.Dimse;

/// <summary>
/// A C-STORE sub-operation of a C-MOVE or C-GET (PS3.4 §C.4.2.2, §C.4.3.2): an instance as it is stored, or converted
/// where the receiver takes no stored encoding. How it went is counted.
/// </summary>
/// <param name="receiver">Sends to it.</param>
/// <param name="receiverAeTitle">What it is called.</param>
/// <param name="originator">Whose C-MOVE this is, null for a C-GET.</param>
/// <param name="conversions">Opens what has to be converted.</param>
/// <param name="tally">Counts.</param>
/// <param name="logger">Told of what failed.</param>
internal sealed class StoreSubOperation(
    StoreScu receiver, string receiverAeTitle, MoveOriginator? originator, ConversionsAhead conversions, SubOperationTally tally, ILogger logger)
{
    /// <summary>
    /// As what an instance is sent: as it is stored; native, in the first of our order that was accepted; else compressed without loss, in the
    /// first of the receiver's order. Null when it cannot be had in anything that was.
    /// </summary>
    public static TransferSyntax? EncodingFor(StoredInstance instance, IReadOnlyList<TransferSyntax> accepted) =>
        accepted.Contains(instance.TransferSyntax)
            ? instance.TransferSyntax
            : Transcoder.NativeSyntaxes.Where(accepted.Contains).Concat(accepted).FirstOrDefault(instance.CanBeHadAs);

    /// <summary>Begins to convert what will be sent soon to a receiver that takes so much.</summary>
    public void Prepare(IEnumerable<StoredInstance> next, IReadOnlyList<TransferSyntax> accepted)
    {
        foreach (var instance in next)
        {
            if (EncodingFor(instance, accepted) is { } syntax) conversions.Begin(instance, syntax);
        }
    }

    /// <summary>Sends an instance and counts it. Nothing is counted when the association ends before there is an answer.</summary>
    /// <param name="instance">What to send.</param>
    /// <param name="accepted">The encodings in which the receiver takes its SOP class.</param>
    /// <param name="abandoned">Gives it up: it counts as failed, since nobody knows.</param>
    /// <exception cref="AssociationAbortedException">The association ended before there was an answer.</exception>
    public async Task RunAsync(
        StoredInstance instance, IReadOnlyList<TransferSyntax> accepted, CancellationToken abandoned)
    {
        var (status, comment) = await SendAsync(instance, accepted, abandoned);
        Count(instance, status, comment);
    }

    /// <summary>Counts an instance that was not sent, or not to its end.</summary>
    public void Fail(StoredInstance instance, string reason) => Count(instance, DimseStatus.ProcessingFailure, reason);

    private async Task<(DimseStatus Status, string? Comment)> SendAsync(
        StoredInstance instance, IReadOnlyList<TransferSyntax> accepted, CancellationToken abandoned)
    {
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
            await using var dataSet = await OpenAsync(instance, syntax);
            var result = await receiver.StoreAsync(request, syntax, dataSet, abandoned);
            return (result.Status ?? DimseStatus.SopClassNotSupported, result.ErrorComment);
        }
        catch (Exception unreadable) when (unreadable is IOException or DicomFormatException)
        {
            return (DimseStatus.ProcessingFailure, unreadable.Message);
        }
        catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
        {
            return (DimseStatus.ProcessingFailure, "it was given up when the retrieval was cancelled");
        }
    }

    private void Count(StoredInstance instance, DimseStatus status, string? comment)
    {
        tally.Add(instance.SopInstanceUid, status);
        if (!status.IsDone) DimseLog.SubOperationFailed(logger, instance.SopInstanceUid, receiverAeTitle, status, comment);
    }

    private async ValueTask<Stream> OpenAsync(StoredInstance instance, TransferSyntax syntax)
    {
        if (syntax != instance.TransferSyntax) return await conversions.OpenAsync(instance, syntax);
        if (originator is null) instance.VerifyAhead(); // bytes withheld half-way would end the requester's own association
        return instance.OpenDataSet();
    }
}
