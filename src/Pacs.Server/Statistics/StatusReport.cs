using Pacs.Archive;

namespace Pacs.Server.Statistics;

/// <summary>How the archive is.</summary>
internal sealed record StatusReport
{
    public required string Version { get; init; }

    public required ArchiveState Archive { get; init; }

    /// <summary>Null when no server runs.</summary>
    public ServerState? Server { get; init; }
}
