using Pacs.Archive.Conflicts;
using Pacs.Archive.Verification;

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

    public static IReadOnlyList<ControlEndpoint> All { get; } = [Conflicts, Verify];
}
