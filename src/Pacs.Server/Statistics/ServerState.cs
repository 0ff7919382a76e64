namespace Pacs.Server.Statistics;

/// <summary>What the doors have done since the server was started.</summary>
internal sealed record ServerState
{
    public required DateTimeOffset StartedAt { get; init; }

    public long UptimeSeconds { get; init; }

    public long ActiveAssociations { get; init; }

    public long Associations { get; init; }

    public long RejectedAssociations { get; init; }

    /// <summary>Those that ended without a release.</summary>
    public long AbortedAssociations { get; init; }

    public IReadOnlyList<OperationState> Operations { get; init; } = [];

    public IReadOnlyList<PeerState> Peers { get; init; } = [];
}
