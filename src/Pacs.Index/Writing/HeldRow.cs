namespace Pacs.Index.Writing;

/// <summary>The current version of an instance as the writer finds it in the way of another.</summary>
internal sealed record HeldRow(
    long Key,
    string StudyInstanceUid,
    string SeriesInstanceUid,
    string SopClassUid,
    string TransferSyntaxUid,
    Location Location,
    byte[] Digest,
    string SourceAeTitle,
    long ReceivedAt);
