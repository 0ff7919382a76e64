namespace Pacs.Imaging.Transcoding;

/// <summary>A data set in another transfer syntax.</summary>
/// <param name="Bytes">It, from its first byte to its last.</param>
/// <param name="SopInstanceUid">That of the stored one, or a new one when it was compressed with loss.</param>
public sealed record TranscodedDataSet(Stream Bytes, string SopInstanceUid);
