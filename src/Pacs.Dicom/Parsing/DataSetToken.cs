namespace Pacs.Dicom.Parsing;

/// <summary>What <see cref="DataSetScanner.Read"/> has come upon.</summary>
public enum DataSetToken
{
    /// <summary>Nothing has been read yet.</summary>
    None,

    /// <summary>The header of an element with a value, and as much of the value as is at hand.</summary>
    Element,

    /// <summary>The next bytes of the value or fragment begun before.</summary>
    Value,

    /// <summary>The header of a sequence of items.</summary>
    SequenceStart,

    ItemStart,

    ItemEnd,

    SequenceEnd,

    /// <summary>
    /// The header of an encapsulated value (PS3.5 §A.4); its first fragment is the Basic Offset Table.
    /// </summary>
    FragmentsStart,

    /// <summary>The header of one fragment, and as much of it as is at hand.</summary>
    Fragment,

    FragmentsEnd,

    /// <summary>The element that scanning stops at. Nothing follows.</summary>
    Stop,
}
