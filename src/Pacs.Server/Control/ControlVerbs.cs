using System.Runtime.CompilerServices;
using Pacs.Archive.Conflicts;
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

    public static ControlVerb<NoArguments, StatusReport> Status { get; } = new(
        "status",
        ReadStatusAsync,
        ControlJson.Default.NoArguments,
        ControlJson.Default.StatusReport);

    public static IReadOnlyList<ControlEndpoint> All { get; } = [Conflicts, Verify, Status];

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
