namespace Pacs.Archive.ChangeFeed;

/// <summary>What happened.</summary>
public enum ChangeAction
{
    /// <summary>An instance came that was not held, or was kept beside the one that was.</summary>
    Stored,

    /// <summary>Another version of an instance came and is the current one since.</summary>
    Replaced,

    /// <summary>A study, a series or an instance was deleted.</summary>
    Deleted,
}
