namespace Pacs.Imaging.Codecs.Jpeg;

/// <param name="Id">How scans name it.</param>
/// <param name="Horizontal">Samples beside one another in a unit.</param>
/// <param name="Vertical">Samples above one another in a unit.</param>
internal readonly record struct JpegComponent(byte Id, int Horizontal, int Vertical);
