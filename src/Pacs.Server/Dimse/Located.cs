using Pacs.Archive.Query;
using Pacs.Archive.Retrieve;
using Pacs.Dicom.DataSets;

namespace Pacs.Server.Dimse;

/// <summary>What a C-MOVE or C-GET is about.</summary>
internal static class Located
{
    /// <summary>The instances that the identifier names; null when the request was cancelled before they were found.</summary>
    public static async Task<IReadOnlyList<StoredInstance>?> ByAsync(
        ArchiveRetrieve retrieve, QueryRoot root, DataSet identifier, CancellationToken cancelled)
    {
        try
        {
            return await retrieve.LocateAsync(root, identifier, cancelled);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            return null;
        }
    }
}
