namespace Pacs.Dicom.Parsing;

/// <summary>How sequences and items say where they end (PS3.5 §7.5.1, §7.5.2).</summary>
public enum SequenceLengths
{
    /// <summary>By their length: a reader passes over a sequence without looking inside.</summary>
    Defined,

    /// <summary>By delimitation items.</summary>
    Undefined,
}
