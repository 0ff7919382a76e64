using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Files;
using Pacs.Index;

namespace Pacs.Archive.Retrieve;

/// <summary>Fetches what the archive holds (PS3.4 §C.4.2, §C.4.3).</summary>
public sealed class ArchiveRetrieve
{
    private readonly SegmentStore _store;
    private readonly ArchiveIndex _index;

    internal ArchiveRetrieve(SegmentStore store, ArchiveIndex index)
    {
        _store = store;
        _index = index;
    }

    /// <summary>Why <paramref name="identifier"/> names nothing to retrieve, in words for the requester's operator, or null.</summary>
    public static string? RefusalOf(QueryRoot root, DataSet identifier) => UniqueKeys.RefusalOfRetrieve(root, identifier);

    /// <summary>
    /// The instances that the unique keys name, in the order in which they lie in the log, so that a series is read front
    /// to back.
    /// </summary>
    /// <param name="root">The information model.</param>
    /// <param name="identifier">An identifier that <see cref="RefusalOf"/> does not refuse.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<StoredInstance>> LocateAsync(
        QueryRoot root, DataSet identifier, CancellationToken cancellationToken)
    {
        var level = UniqueKeys.LevelOf(root, identifier)
            ?? throw new ArgumentException("The identifier was refused.", nameof(identifier));

        var instances = new List<StoredInstance>();
        await foreach (var held in _index.LocateAsync(level, identifier, ArchiveIndex.DefaultTenant, cancellationToken))
        {
            instances.Add(new StoredInstance(_store, _index, held));
        }

        return instances;
    }
}
