namespace Pacs.Server.Hosting;

/// <summary>A limit as an administrator and a conformance statement see it.</summary>
/// <param name="Limit">What is limited.</param>
/// <param name="Setting">The setting's name below <c>Pacs:Limits</c>.</param>
/// <param name="Value">With its unit.</param>
/// <param name="Beyond">What is done to who exceeds it.</param>
internal sealed record LimitRow(string Limit, string Setting, string Value, string Beyond)
{
    private const string Refused = "0xC000, nothing kept";

    /// <summary>All limits with the values they have.</summary>
    public static IReadOnlyList<LimitRow> Of(LimitOptions limits) =>
    [
        new("associations at once", nameof(limits.Associations), $"{limits.Associations}", "A-ASSOCIATE-RJ, local limit exceeded"),
        new("associations of one peer", nameof(limits.AssociationsPerPeer), $"{limits.AssociationsPerPeer}", "A-ASSOCIATE-RJ, local limit exceeded"),
        new("operations at once on an association", nameof(limits.OperationsPerAssociation), $"{limits.OperationsPerAssociation}", "negotiated; who asks for more waits"),
        new("time for A-ASSOCIATE-RQ (ARTIM)", nameof(limits.AssociationRequest), Text(limits.AssociationRequest), "the connection is closed"),
        new("A-ASSOCIATE-RQ", nameof(limits.AssociationRequestBytes), Text(limits.AssociationRequestBytes), "A-ABORT"),
        new("silence on an association", nameof(limits.AssociationIdle), Text(limits.AssociationIdle), "A-ABORT"),
        new("PDU", nameof(limits.PduBytes), Text(limits.PduBytes), "A-ABORT, nothing allocated"),
        new("command set", nameof(limits.CommandSetBytes), Text(limits.CommandSetBytes), "A-ABORT"),
        new("identifier", nameof(limits.IdentifierBytes), Text(limits.IdentifierBytes), "A-ABORT"),
        new("indexed attributes of an instance", nameof(limits.HeaderBytes), Text(limits.HeaderBytes), Refused),
        new("sequences inside one another", nameof(limits.NestingLevels), $"{limits.NestingLevels}", Refused),
        new("inflated to deflated", nameof(limits.Inflation), $"{limits.Inflation} : 1", Refused),
        new("free disk, bytes", nameof(limits.FreeDiskBytes), Text(limits.FreeDiskBytes), "0xA700 where both are undercut"),
        new("free disk, share", nameof(limits.FreeDiskPercent), FormattableString.Invariant($"{limits.FreeDiskPercent} %"), "as above"),
        new("memory for receiving", nameof(limits.IngestBufferBytes), Text(limits.IngestBufferBytes), "instances go to disk as they come"),
        new("matches of a query", nameof(limits.MatchesPerQuery), FormattableString.Invariant($"{limits.MatchesPerQuery}"), "0xA700"),
        new("instances read to match a query", nameof(limits.HeadersPerQuery), FormattableString.Invariant($"{limits.HeadersPerQuery}"), "0xA700"),
        new("headers of an HTTP request", nameof(limits.HttpHeaderBytes), Text(limits.HttpHeaderBytes), "431"),
        new("body of a request that stores", nameof(limits.HttpBodyBytes), Text(limits.HttpBodyBytes), "413"),
    ];

    private static string Text(TimeSpan time) => time switch
    {
        { TotalMinutes: >= 1, Seconds: 0, Milliseconds: 0 } => FormattableString.Invariant($"{time.TotalMinutes:0} min"),
        _ => FormattableString.Invariant($"{time.TotalSeconds:0.###} s"),
    };

    /// <summary>In the powers of two that they are set in.</summary>
    private static string Text(long bytes) => bytes switch
    {
        >= 1L << 30 when bytes % (1L << 30) == 0 => $"{bytes >> 30} GiB",
        >= 1L << 20 when bytes % (1L << 20) == 0 => $"{bytes >> 20} MiB",
        >= 1L << 10 when bytes % (1L << 10) == 0 => $"{bytes >> 10} KiB",
        _ => $"{bytes} bytes",
    };
}
