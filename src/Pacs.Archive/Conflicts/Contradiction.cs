namespace Pacs.Archive.Conflicts;

/// <summary>Why what came does not fit what was held.</summary>
public enum Contradiction
{
    /// <summary>Another source sent other bytes under a SOP Instance UID that is held; the first stays current.</summary>
    OtherSource,

    /// <summary>A SOP Instance UID that is held came under another study or series; the first stays current.</summary>
    OtherSeries,

    /// <summary>A Study Instance UID that is held came under another patient; the instance is in the study as it is held.</summary>
    OtherPatient,
}
