namespace Pacs.Server.DicomWeb.Storing;

/// <summary>
/// What the header of a compressed image says of it. The color model is the Photometric Interpretation (PS3.3 §C.7.6.3.1.2) that
/// it has when there are several components.
/// </summary>
internal readonly record struct ImageFrame(
    ushort Rows, ushort Columns, ushort Components, ushort Precision, bool IsSigned, string ColorModel);
