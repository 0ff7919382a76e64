namespace Pacs.Index.Model;

/// <summary>
/// Why a body in the log is not the current version of its instance. The numbers are stored: never reused.
/// </summary>
internal enum VersionReason
{
    /// <summary>The same bytes were there already.</summary>
    Duplicate = 1,

    /// <summary>The same source sent other bytes later.</summary>
    Superseded = 2,

    /// <summary>Another source's version was there first.</summary>
    OtherSource = 3,

    /// <summary>The instance was there first in another study or series.</summary>
    OtherSeries = 4,
}
