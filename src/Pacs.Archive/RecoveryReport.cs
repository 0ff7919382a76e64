namespace Pacs.Archive;

/// <summary>What was found in the log, when the archive was opened, behind what the index knew.</summary>
/// <param name="Replayed">Members that the index learned of.</param>
/// <param name="Cut">Bytes of members that were being written when the process or the machine stopped, never acknowledged.</param>
/// <param name="Damage">Where the log is not what was written: segment, offset and what is wrong. Nothing was removed.</param>
public sealed record RecoveryReport(int Replayed, long Cut, IReadOnlyList<string> Damage);
