using Pacs.Dicom.DataSets;
using Pacs.Network.Associations;
using Pacs.Network.Messages;

namespace Pacs.Network.Client;

/// <summary>How far a C-MOVE or C-GET is; the last one has a status that is not pending.</summary>
public sealed record RetrieveProgress(
    DimseStatus Status, SubOperations SubOperations, string? ErrorComment, IReadOnlyList<string> FailedSopInstanceUids)
{
    private static readonly Tag FailedSopInstanceUidList = new(0x0008, 0x0058);

    internal static RetrieveProgress Of(DimseResponse response) => new(
        response.Status,
        response.Command switch
        {
            CMoveResponse move => move.SubOperations,
            CGetResponse get => get.SubOperations,
            _ => default,
        },
        response.Command.ErrorComment,
        response.ReadDataSet()?.GetStrings(FailedSopInstanceUidList) ?? []);
}
