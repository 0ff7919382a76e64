namespace Pacs.Dicom.Parsing;

internal enum ScannerFrameKind
{
    /// <summary>A data set or an item: elements follow.</summary>
    Elements,

    /// <summary>A sequence: items follow.</summary>
    Items,

    /// <summary>An encapsulated value: fragments follow.</summary>
    Fragments,
}
