namespace Pacs.Index;

/// <summary>Why what was received does not fit what was held.</summary>
public enum ConflictKind
{
    /// <summary>Another source sent other bytes under a SOP Instance UID that is held.</summary>
    OtherSource,

    /// <summary>A SOP Instance UID that is held came under another study or series.</summary>
    OtherSeries,

    /// <summary>A Study Instance UID that is held came under another patient.</summary>
    OtherPatient,
}
