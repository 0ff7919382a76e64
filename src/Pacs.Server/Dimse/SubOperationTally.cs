using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Network.Messages;

namespace Pacs.Server.Dimse;

/// <summary>The counts of a C-MOVE or C-GET, and the status they come to (PS3.4 §C.4.2.1.6 to §C.4.3.3.1).</summary>
internal sealed class SubOperationTally(int total)
{
    private const int MaxListLength = 0xFFFE; // of a UI value in Explicit VR

    private readonly Lock _lock = new();
    private readonly List<string> _failedUids = [];
    private int _completed;
    private int _warning;

    /// <summary>For a pending response: the four add up to the total.</summary>
    public SubOperations Progress
    {
        get
        {
            lock (_lock)
            {
                var remaining = total - _completed - _warning - _failedUids.Count;
                return new SubOperations(Count(remaining), Count(_completed), Count(_failedUids.Count), Count(_warning));
            }
        }
    }

    public void Add(string sopInstanceUid, DimseStatus status)
    {
        lock (_lock)
        {
            if (status.Class == StatusClass.Success) _completed++;
            else if (status.Class == StatusClass.Warning) _warning++;
            else _failedUids.Add(sopInstanceUid);
        }
    }

    /// <summary>For the final response: what remains is told of a cancelled operation only.</summary>
    public SubOperations Final(bool isCancelled) => isCancelled ? Progress : Progress with { Remaining = null };

    public DimseStatus FinalStatus(bool isCancelled) => (isCancelled, _failedUids.Count, _warning, _completed) switch
    {
        (true, _, _, _) => DimseStatus.Cancel,
        (_, 0, 0, _) => DimseStatus.Success,
        (_, _, 0, 0) => DimseStatus.OutOfResourcesForSubOperations,
        _ => DimseStatus.SubOperationsWithFailures,
    };

    /// <summary>
    /// The identifier of the final response, Failed SOP Instance UID List (0008,0058); null when nothing failed.
    /// </summary>
    /// <param name="syntax">How it is going to be encoded: explicit VR has no more than 16 bits for the length of the list.</param>
    public DataSet? FailedIdentifier(TransferSyntax syntax)
    {
        if (_failedUids.Count == 0) return null;

        var most = syntax == TransferSyntax.ImplicitVrLittleEndian ? int.MaxValue : MaxListLength;
        var length = 0;
        string[] listed = [.. _failedUids.TakeWhile(uid => (length += uid.Length + 1) <= most)];
        var identifier = new DataSet();
        identifier.Set(Tags.FailedSOPInstanceUIDList, Vr.UI, listed);
        return identifier;
    }

    /// <summary>The counts are US: of more, the most that can be said.</summary>
    private static ushort Count(int value) => (ushort)Math.Min(value, ushort.MaxValue);
}
