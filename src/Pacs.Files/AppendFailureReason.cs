namespace Pacs.Files;

public enum AppendFailureReason
{
    /// <summary>Less than the configured floor is free, or the disk itself said so.</summary>
    NoSpace,

    /// <summary>A write or a sync failed: the bytes may or may not be there, and are not believed.</summary>
    DiskFault,

    /// <summary>The store is shutting down.</summary>
    Closed,
}
