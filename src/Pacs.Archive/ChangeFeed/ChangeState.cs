namespace Pacs.Archive.ChangeFeed;

/// <summary>What has become of a version of an instance by now.</summary>
public enum ChangeState
{
    /// <summary>It is what a query finds.</summary>
    Current,

    /// <summary>Another version is.</summary>
    Aside,

    /// <summary>It is not held any more.</summary>
    Deleted,
}
