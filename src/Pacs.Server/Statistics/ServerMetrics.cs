using System.Diagnostics.Metrics;
using Pacs.Network.Messages;

namespace Pacs.Server.Statistics;

/// <summary>What the doors measure, as instruments that anybody may listen to. Without a listener they cost nothing.</summary>
internal sealed class ServerMetrics : IDisposable
{
    public const string OperationTag = "operation";
    public const string PeerTag = "peer";

    public const string OperationDuration = "pacs.dimse.operation.duration";
    public const string ActiveAssociations = "pacs.dimse.associations.active";
    public const string RejectedAssociations = "pacs.dimse.associations.rejected";
    public const string AbortedAssociations = "pacs.dimse.associations.aborted";

    private readonly Histogram<double> _operations;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _aborted;

    public ServerMetrics()
    {
        _operations = Meter.CreateHistogram<double>(OperationDuration, "s", "From a request's command to its final answer.");
        _active = Meter.CreateUpDownCounter<long>(ActiveAssociations, description: "Associations that are open.");
        _rejected = Meter.CreateCounter<long>(RejectedAssociations, description: "Associations that were not accepted.");
        _aborted = Meter.CreateCounter<long>(AbortedAssociations, description: "Associations that ended without a release.");
    }

    public Meter Meter { get; } = new("Pacs");

    public void Answered(CommandField request, TimeSpan elapsed) => Answered(NameOf(request), elapsed);

    /// <summary>An instance of a store request over HTTP is durable or refused.</summary>
    public void StoredOverHttp(TimeSpan elapsed) => Answered("STOW-RS", elapsed);

    public void AssociationBegan(string peer) => _active.Add(1, KeyValuePair.Create(PeerTag, (object?)peer));

    public void AssociationEnded(string peer) => _active.Add(-1, KeyValuePair.Create(PeerTag, (object?)peer));

    public void AssociationRejected() => _rejected.Add(1);

    public void AssociationAborted() => _aborted.Add(1);

    public void Dispose() => Meter.Dispose();

    private void Answered(string operation, TimeSpan elapsed) =>
        _operations.Record(elapsed.TotalSeconds, KeyValuePair.Create(OperationTag, (object?)operation));

    private static string NameOf(CommandField request) => request switch
    {
        CommandField.CEchoRequest => "C-ECHO",
        CommandField.CStoreRequest => "C-STORE",
        CommandField.CFindRequest => "C-FIND",
        CommandField.CMoveRequest => "C-MOVE",
        CommandField.CGetRequest => "C-GET",
        _ => "other",
    };
}
