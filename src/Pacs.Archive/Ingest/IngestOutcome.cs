namespace Pacs.Archive.Ingest;

/// <summary>What became of an instance that was sent to the archive.</summary>
public enum IngestOutcome
{
    /// <summary>Durable and found.</summary>
    Stored,

    /// <summary>The archive holds these very bytes already; nothing was written.</summary>
    Duplicate,

    /// <summary>The same source sent other bytes under a known SOP Instance UID: these are current now, the former are kept.</summary>
    Replaced,

    /// <summary>
    /// The SOP Instance UID is another source's, or stands in another study or series: what was there stays current,
    /// these bytes are durable beside it and reported as a conflict.
    /// </summary>
    KeptAside,

    /// <summary>The data set is not of the SOP class or SOP Instance UID that was announced; nothing was kept.</summary>
    Mismatch,

    /// <summary>The data set cannot be parsed or lacks what identifies it; nothing was kept.</summary>
    Malformed,

    /// <summary>The disk is full, or would be; nothing was kept.</summary>
    NoSpace,

    /// <summary>The disk did not take the bytes; nothing was acknowledged.</summary>
    StorageFailed,
}
