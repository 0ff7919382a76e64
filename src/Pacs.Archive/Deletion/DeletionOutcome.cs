namespace Pacs.Archive.Deletion;

/// <summary>What became of a deletion.</summary>
public enum DeletionOutcome
{
    /// <summary>Durable, and not found any more.</summary>
    Deleted,

    /// <summary>Nothing is held under these UIDs; nothing was written.</summary>
    NotFound,

    /// <summary>The disk did not take the tombstone; nothing was deleted.</summary>
    StorageFailed,
}
