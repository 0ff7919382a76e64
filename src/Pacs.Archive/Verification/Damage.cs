namespace Pacs.Archive.Verification;

/// <summary>Bytes of the log that are not what was stored there: an incident.</summary>
/// <param name="Shard">The shard of the segment.</param>
/// <param name="Segment">The number of the segment in its shard.</param>
/// <param name="Offset">Where in the segment it begins.</param>
/// <param name="Explanation">What is wrong, in words for an administrator.</param>
public sealed record Damage(int Shard, int Segment, long Offset, string Explanation);
