namespace Pacs.Index;

/// <summary>What became of an instance in the index.</summary>
public enum IndexOutcome
{
    /// <summary>New, and found from now on.</summary>
    Stored,

    /// <summary>
    /// New and found, in a study that is held under another patient. The study stays there; the conflict is recorded.
    /// </summary>
    StoredUnderOtherPatient,

    /// <summary>
    /// These very bytes are current already, or this very member of the log was applied before. Nothing changed.
    /// </summary>
    Duplicate,

    /// <summary>The same source sent other bytes: these are current now, the former are a superseded version.</summary>
    Replaced,

    /// <summary>Another source's version is current and stays so; this one is recorded beside it.</summary>
    KeptAside,

    /// <summary>
    /// The SOP Instance UID is held in another study or series, which stays so; this one is recorded beside it.
    /// </summary>
    KeptAsideOtherSeries,
}
