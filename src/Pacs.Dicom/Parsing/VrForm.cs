namespace Pacs.Dicom.Parsing;

/// <summary>How the header goes on after the two bytes where a VR should stand.</summary>
internal enum VrForm : byte
{
    /// <summary>No letters: this header has no VR, and its length stands here.</summary>
    None,

    /// <summary>A 16-bit length follows (PS3.5 Table 7.1-2).</summary>
    Short,

    /// <summary>Two reserved bytes and a 32-bit length follow (PS3.5 Table 7.1-1).</summary>
    Long,

    /// <summary>
    /// NULs, spaces or question marks in place of letters, a habit of old toolkits: a 16-bit length follows.
    /// </summary>
    Missing,
}
