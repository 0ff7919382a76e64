using Pacs.Network.Messages;

namespace Pacs.Server.Dimse;

/// <summary>What the DICOM door says. UIDs and AE titles, never a patient's attribute.</summary>
internal static partial class DimseLog
{
    [LoggerMessage(1001, LogLevel.Information, "Association from {callingAeTitle} at {endPoint} accepted")]
    public static partial void AssociationAccepted(ILogger logger, string callingAeTitle, string endPoint);

    [LoggerMessage(1002, LogLevel.Warning, "Association from {endPoint} ended: {reason}")]
    public static partial void AssociationAborted(ILogger logger, string endPoint, string reason);

    [LoggerMessage(1007, LogLevel.Warning, "Association from {callingAeTitle} at {endPoint} rejected: {reason}")]
    public static partial void AssociationRejected(ILogger logger, string callingAeTitle, string endPoint, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "C-STORE of {sopInstanceUid} from {callingAeTitle} answered {status}: {reason}")]
    public static partial void StoreRefused(
        ILogger logger, string callingAeTitle, string sopInstanceUid, DimseStatus status, string? reason);

    [LoggerMessage(1004, LogLevel.Error, "{command} from {callingAeTitle} failed")]
    public static partial void RequestFailed(ILogger logger, string command, string callingAeTitle, Exception failure);

    [LoggerMessage(1005, LogLevel.Warning, "C-STORE of {sopInstanceUid} to {destination} was answered {status}: {reason}")]
    public static partial void SubOperationFailed(
        ILogger logger, string sopInstanceUid, string destination, DimseStatus status, string? reason);

    [LoggerMessage(1006, LogLevel.Warning, "No association with {destination}: {reason}")]
    public static partial void DestinationFailed(ILogger logger, string destination, string reason);
}
