using Pacs.Archive.Ingest;
using Pacs.Network.Messages;

namespace Pacs.Server.Dimse;

/// <summary>What a C-STORE is answered (PS3.4 Table B.2-1).</summary>
internal static class StoreStatus
{
    /// <summary>
    /// A version that is kept aside is a success: its bytes are as safe as any, and which version is current is for an
    /// operator to decide, not for the sender to repeat.
    /// </summary>
    public static DimseStatus Of(IngestOutcome outcome) => outcome switch
    {
        IngestOutcome.Stored or IngestOutcome.Duplicate or IngestOutcome.Replaced or IngestOutcome.KeptAside => DimseStatus.Success,
        IngestOutcome.Mismatch => DimseStatus.DataSetMismatch,
        IngestOutcome.Malformed => DimseStatus.CannotUnderstand,
        IngestOutcome.NoSpace or IngestOutcome.StorageFailed => DimseStatus.OutOfResources,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
