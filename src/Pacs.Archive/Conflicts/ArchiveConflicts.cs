using System.Globalization;
using System.Runtime.CompilerServices;
using Pacs.Index;

namespace Pacs.Archive.Conflicts;

/// <summary>Tells of what contradicts what was held.</summary>
public sealed class ArchiveConflicts
{
    private readonly ArchiveIndex _index;

    internal ArchiveConflicts(ArchiveIndex index) => _index = index;

    /// <summary>All conflicts, oldest first.</summary>
    public async IAsyncEnumerable<ArchiveConflict> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var conflict in await _index.ReadConflictsAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var current = _index.Find(conflict.Tenant, conflict.SopInstanceUid);
            yield return new ArchiveConflict
            {
                Contradiction = Of(conflict.Kind),
                SopInstanceUid = conflict.SopInstanceUid,
                StudyInstanceUid = conflict.StudyInstanceUid,
                SeriesInstanceUid = conflict.SeriesInstanceUid,
                Source = conflict.SourceAeTitle,
                ReceivedAt = conflict.ReceivedAt,
                Digest = conflict.Digest.ToString("x32", CultureInfo.InvariantCulture),
                CurrentStudyInstanceUid = current?.StudyInstanceUid,
                CurrentSeriesInstanceUid = current?.SeriesInstanceUid,
                CurrentSource = current?.SourceAeTitle,
            };
        }
    }

    private static Contradiction Of(ConflictKind kind) => kind switch
    {
        ConflictKind.OtherSource => Contradiction.OtherSource,
        ConflictKind.OtherSeries => Contradiction.OtherSeries,
        ConflictKind.OtherPatient => Contradiction.OtherPatient,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
