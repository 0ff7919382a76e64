using Pacs.Archive.Caching;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Deletion;

/// <summary>
/// Deletes studies, series and instances:
/// <list type="number">
/// <item>a tombstone that names every body is appended to the study's shard and synced: from there on it is done;</item>
/// <item>the rows are dropped, with what nothing is left of, in one transaction;</item>
/// <item>what the cache holds of the study is removed, see <see cref="ArchiveCache"/>;</item>
/// <item>the space is given back by and by, see <see cref="SpaceReturn"/>.</item>
/// </list>
/// With an instance goes every version under its SOP Instance UID, superseded or kept aside, whatever study that came
/// under; with a study also what came under it and was kept aside because the instance is held elsewhere. What is sent
/// again is stored anew.
/// </summary>
public sealed class ArchiveDeletion
{
    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;
    private readonly SpaceReturn _space;
    private readonly ArchiveCache _cache;
    private readonly Burial _burial;
    private readonly MemberReader _reader;

    internal ArchiveDeletion(SegmentStore store, ArchiveIndex index, SpaceReturn space, ArchiveCache cache)
    {
        _store = store;
        _index = index;
        _space = space;
        _cache = cache;
        _burial = new Burial(store, index);
        _reader = new MemberReader(store, index.WantedAttributes);
    }

    /// <summary>Deletes what the UIDs name. Once it returns that it is deleted, no power loss brings it back.</summary>
    /// <param name="tenant">Whose archive it is in.</param>
    /// <param name="study">Study Instance UID.</param>
    /// <param name="series">Series Instance UID; null for the whole study.</param>
    /// <param name="instance">SOP Instance UID; null for the whole series or study.</param>
    /// <param name="cancellationToken">Looked at before the tombstone is written; there is no way back after.</param>
    public async Task<DeletionResult> DeleteAsync(
        string tenant, string study, string? series, string? instance, CancellationToken cancellationToken)
    {
        using var turn = await _space.TakeTurnAsync(cancellationToken);
        var doomed = await _index.ReadVersionsAsync(tenant, study, series, instance, cancellationToken);
        if (doomed.Count == 0) return new DeletionResult(DeletionOutcome.NotFound, 0, 0, 0, "nothing is held under these UIDs");

        var tombstone = new Tombstone
        {
            Tenant = tenant,
            Study = study,
            Series = series,
            Instance = instance,
            Members = doomed.GroupBy(version => version.SopInstanceUid, StringComparer.Ordinal).ToDictionary(
                versions => versions.Key,
                versions => (IReadOnlyList<MemberPlace>)[.. versions.Select(version => _reader.PlaceOf(version.Location))],
                StringComparer.Ordinal),
        };
        var key = StudyKey.Of(tenant, study);
        if (FlawOfMarking(key) is { } unmarked) return new DeletionResult(DeletionOutcome.StorageFailed, 0, 0, 0, unmarked);

        using var body = _store.NewBody();
        tombstone.Write(body);
        var append = await _store.AppendAsync(study, tombstone.Name, tombstone.Tenant + "/", body);
        if (append.Member is not { } member)
        {
            return new DeletionResult(DeletionOutcome.StorageFailed, 0, 0, 0, append.Failure?.Explanation);
        }

        await _burial.ApplyAsync(tombstone, member);
        Forget(key);
        _space.Wake();
        return new DeletionResult(
            DeletionOutcome.Deleted, tombstone.Members.Count, doomed.Count, doomed.Sum(version => version.Location.Length));
    }

    private string? FlawOfMarking(StudyKey study)
    {
        try
        {
            _cache.Mark(study);
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return refused.Message;
        }
    }

    /// <summary>It is deleted whatever becomes of this: a mark that is left brings it about at the next start.</summary>
    private void Forget(StudyKey study)
    {
        try
        {
            _cache.Forget(study);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // As said.
        }
    }
}
