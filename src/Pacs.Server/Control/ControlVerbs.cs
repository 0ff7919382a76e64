using System.Runtime.CompilerServices;
using Pacs.Archive;
using Pacs.Archive.Conflicts;
using Pacs.Archive.Deletion;
using Pacs.Archive.Reindexing;
using Pacs.Archive.Verification;
using Pacs.Server.Hosting;
using Pacs.Server.Statistics;

namespace Pacs.Server.Control;

/// <summary>What can be asked of an archive through its control door.</summary>
internal static class ControlVerbs
{
    public static ControlVerb<NoArguments, ArchiveConflict> Conflicts { get; } = new(
        "conflicts",
        (premises, _, cancellationToken) => premises.Archive.Conflicts.ReadAsync(cancellationToken),
        ControlJson.Default.NoArguments,
        ControlJson.Default.ArchiveConflict);

    public static ControlVerb<VerificationScope, VerificationReport> Verify { get; } = new(
        "verify",
        (premises, scope, cancellationToken) => premises.Archive.Verification.RunAsync(scope, cancellationToken),
        ControlJson.Default.VerificationScope,
        ControlJson.Default.VerificationReport);

    public static ControlVerb<NoArguments, ReindexReport> Reindex { get; } = new(
        "reindex",
        (premises, _, cancellationToken) => premises.Archive.Reindexing.RunAsync(cancellationToken),
        ControlJson.Default.NoArguments,
        ControlJson.Default.ReindexReport)
    {
        NeedsIndex = false,
    };

    public static ControlVerb<DeletionRequest, DeletionResult> Delete { get; } = new(
        "delete",
        DeleteAsync,
        ControlJson.Default.DeletionRequest,
        ControlJson.Default.DeletionResult);

    public static ControlVerb<NoArguments, StatusReport> Status { get; } = new(
        "status",
        ReadStatusAsync,
        ControlJson.Default.NoArguments,
        ControlJson.Default.StatusReport);

    /// <summary>One report from a server; without one there is nothing to tell.</summary>
    public static ControlVerb<NoArguments, ServerConfiguration> Configuration { get; } = new(
        "configuration",
        (premises, _, _) => premises.ReadConfiguration is { } read
            ? new[] { read() }.ToAsyncEnumerable()
            : AsyncEnumerable.Empty<ServerConfiguration>(),
        ControlJson.Default.NoArguments,
        ControlJson.Default.ServerConfiguration);

    public static IReadOnlyList<ControlEndpoint> All { get; } = [Conflicts, Verify, Reindex, Delete, Status, Configuration];

    private static async IAsyncEnumerable<DeletionResult> DeleteAsync(
        Premises premises, DeletionRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await premises.Archive.Deletion.DeleteAsync(
            DicomArchive.DefaultTenant, request.Study, request.Series, request.Instance, cancellationToken);
    }

    private static async IAsyncEnumerable<StatusReport> ReadStatusAsync(
        Premises premises, NoArguments arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new StatusReport
        {
            Version = PacsVersion.Text,
            Archive = await premises.Archive.ReadStateAsync(cancellationToken),
            Server = premises.Statistics?.Read(),
        };
    }
}
