namespace Pacs.Archive.Ingest;

/// <summary>What has become of the images that a rule for compression covers, since the archive was opened.</summary>
/// <param name="Compressed">How many are stored compressed.</param>
/// <param name="BytesBefore">As they came.</param>
/// <param name="BytesAfter">As they are stored.</param>
/// <param name="AsReceived">How many could not be, and are stored as they came.</param>
/// <param name="Trouble">Why the last of those could not; null when none was.</param>
public sealed record CompressionState(long Compressed, long BytesBefore, long BytesAfter, long AsReceived, string? Trouble);
