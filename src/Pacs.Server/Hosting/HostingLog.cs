using Pacs.Archive;

namespace Pacs.Server.Hosting;

/// <summary>What starting and stopping say.</summary>
internal static partial class HostingLog
{
    /// <summary>Says what opening the archive found behind what the index knew; nothing when there was nothing.</summary>
    public static void Recovered(ILogger logger, RecoveryReport recovery)
    {
        if (recovery.Replayed > 0 || recovery.Cut > 0) Replayed(logger, recovery.Replayed, recovery.Cut);
        foreach (var incident in recovery.Damage) Damaged(logger, incident);
    }

    [LoggerMessage(1, LogLevel.Warning,
        "The archive was not stopped in order: {members} members of the log were not in the index and are now, {bytes} bytes " +
        "that nobody was told were stored have been cut off")]
    private static partial void Replayed(ILogger logger, int members, long bytes);

    [LoggerMessage(2, LogLevel.Error, "The store is damaged; nothing was removed: {incident}")]
    private static partial void Damaged(ILogger logger, string incident);

    [LoggerMessage(3, LogLevel.Warning, "The tool cannot reach this archive while it runs: {reason}")]
    public static partial void Uncontrolled(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Information, "Pixels are decoded without {libraries}: {command} installs what is missing")]
    public static partial void WithoutCodecs(ILogger logger, string libraries, string command);

    [LoggerMessage(5, LogLevel.Warning, "Images that are to be compressed as they come are stored as they are: {refusal}")]
    public static partial void Uncompressed(ILogger logger, string refusal);
}
